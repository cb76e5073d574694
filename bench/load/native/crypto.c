/* SRTP with AES-128-GCM (RFC 7714) on OpenSSL's libcrypto, loaded by name: no headers are needed. */
#include "load.h"

#include <dlfcn.h>
#include <string.h>

#define CTRL_SET_IV_LENGTH 0x9
#define CTRL_GET_TAG 0x10
#define CTRL_SET_TAG 0x11

static void *(*context_new)(void);
static void (*context_free)(void *);
static int (*context_control)(void *, int, int, void *);
static const void *(*aes_128_gcm)(void);
static int (*cipher_init)(void *, const void *, void *, const uint8_t *, const uint8_t *, int);
static int (*cipher_update)(void *, uint8_t *, int *, const uint8_t *, int);
static int (*cipher_final)(void *, uint8_t *, int *);

int crypto_open(const char *library) {
    void *handle = dlopen(library, RTLD_NOW | RTLD_LOCAL);
    if (!handle) return -1;
    *(void **)&context_new = dlsym(handle, "EVP_CIPHER_CTX_new");
    *(void **)&context_free = dlsym(handle, "EVP_CIPHER_CTX_free");
    *(void **)&context_control = dlsym(handle, "EVP_CIPHER_CTX_ctrl");
    *(void **)&aes_128_gcm = dlsym(handle, "EVP_aes_128_gcm");
    *(void **)&cipher_init = dlsym(handle, "EVP_CipherInit_ex");
    *(void **)&cipher_update = dlsym(handle, "EVP_CipherUpdate");
    *(void **)&cipher_final = dlsym(handle, "EVP_CipherFinal_ex");
    return context_new && context_free && context_control && aes_128_gcm && cipher_init && cipher_update &&
                   cipher_final
               ? 0
               : -1;
}

int gcm_init(struct gcm *cipher, const uint8_t *key, const uint8_t *salt) {
    memcpy(cipher->salt, salt, 12);
    cipher->context = context_new();
    if (!cipher->context) return -1;
    if (cipher_init(cipher->context, aes_128_gcm(), NULL, key, NULL, 1) != 1) return -1;
    return context_control(cipher->context, CTRL_SET_IV_LENGTH, 12, NULL) == 1 ? 0 : -1;
}

void gcm_free(struct gcm *cipher) {
    if (cipher->context) context_free(cipher->context);
    cipher->context = NULL;
}

static void nonce(const struct gcm *cipher, const uint8_t *packet, uint32_t roll_over, uint8_t *iv) {
    uint8_t plain[12] = {0,         0,         packet[8], packet[9], packet[10], packet[11], roll_over >> 24, roll_over >> 16,
                         roll_over >> 8, roll_over, packet[2], packet[3]};
    for (int i = 0; i < 12; i++) iv[i] = plain[i] ^ cipher->salt[i];
}

int srtp_seal(struct gcm *cipher, uint8_t *packet, int header, int size, uint32_t roll_over) {
    uint8_t iv[12];
    int written = 0;
    nonce(cipher, packet, roll_over, iv);
    if (cipher_init(cipher->context, NULL, NULL, NULL, iv, 1) != 1) return -1;
    cipher_update(cipher->context, NULL, &written, packet, header);
    cipher_update(cipher->context, packet + header, &written, packet + header, size - header);
    cipher_final(cipher->context, packet + size, &written);
    context_control(cipher->context, CTRL_GET_TAG, TAG, packet + size);
    return size + TAG;
}

int srtp_open(struct gcm *cipher, const uint8_t *packet, int header, int size, uint32_t roll_over,
              uint8_t *payload) {
    uint8_t iv[12], tag[TAG];
    int written = 0, length = size - header - TAG;
    if (length < 0) return -1;
    nonce(cipher, packet, roll_over, iv);
    memcpy(tag, packet + size - TAG, TAG);
    if (cipher_init(cipher->context, NULL, NULL, NULL, iv, 0) != 1) return -1;
    cipher_update(cipher->context, NULL, &written, packet, header);
    cipher_update(cipher->context, payload, &written, packet + header, length);
    context_control(cipher->context, CTRL_SET_TAG, TAG, tag);
    return cipher_final(cipher->context, payload + length, &written) == 1 ? length : -1;
}
