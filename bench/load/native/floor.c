/* The floor: what a server must spend at least on this machine. One thread that, at the times packets
 * would come in, seals each with AES-128-GCM for every destination and sends them by one sendmmsg. */
#include "load.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define HEADER 12
#define MOST_AT_ONCE 1024

struct sending {
    int fd, count;
    struct gcm *ciphers;
    struct sockaddr_in *addresses;
    struct mmsghdr *messages;
    struct iovec *parts;
    uint8_t (*packets)[MAX_PACKET];
    uint64_t sent;
};

static uint64_t thread_ns(void) {
    struct timespec now;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return now.tv_sec * 1000000000ull + now.tv_nsec;
}

static void prepare(struct sending *self, const uint16_t *ports) {
    uint8_t key[16] = {7}, salt[12] = {9};
    for (int i = 0; i < self->count; i++) {
        key[1] = i;
        key[2] = i >> 8;
        gcm_init(&self->ciphers[i], key, salt);
        self->addresses[i] = (struct sockaddr_in){
            .sin_family = AF_INET, .sin_port = htons(ports[i]), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
        self->parts[i].iov_base = self->packets[i];
        self->messages[i].msg_hdr.msg_name = &self->addresses[i];
        self->messages[i].msg_hdr.msg_namelen = sizeof self->addresses[i];
        self->messages[i].msg_hdr.msg_iov = &self->parts[i];
        self->messages[i].msg_hdr.msg_iovlen = 1;
    }
}

static void fan_out(struct sending *self, const uint8_t *payload, int size, uint32_t sequence) {
    uint8_t header[HEADER] = {0x80, 96, sequence >> 8, sequence};
    for (int i = 0; i < self->count; i++) {
        memcpy(header + 8, &i, 4);
        memcpy(self->packets[i], header, HEADER);
        memcpy(self->packets[i] + HEADER, payload, size);
        self->parts[i].iov_len =
            srtp_seal(&self->ciphers[i], self->packets[i], HEADER, HEADER + size, sequence >> 16);
    }
    for (int done = 0; done < self->count;) {
        int sent = sendmmsg(self->fd, self->messages + done, self->count - done, MSG_DONTWAIT);
        if (sent < 1) return;
        done += sent;
        self->sent += sent;
    }
}

static void pause_until(uint64_t when) {
    struct timespec at = {when / 1000000000ull, when % 1000000000ull};
    while (clock_nanosleep(CLOCK_REALTIME, TIMER_ABSTIME, &at, NULL) == EINTR) continue;
}

static uint64_t play(struct sending *self, const uint64_t *offsets, const uint16_t *sizes, int packets, double rate,
                     double seconds) {
    static const uint8_t payload[MAX_PACKET] = {0x5A};
    uint64_t cpu = thread_ns(), began = clock_ns();
    uint32_t sequence = 0;
    for (int cycle = 0; cycle < seconds * rate; cycle++)
        for (int i = 0; i < packets; i++) {
            uint64_t due = began + (uint64_t)((cycle * 1e9 + offsets[i]) / rate);
            if (due > clock_ns()) pause_until(due);
            fan_out(self, payload, sizes[i], sequence++);
        }
    return thread_ns() - cpu;
}

/* Plays one second's packets (`offsets` in ns, payload `sizes` in bytes) for `seconds` at `rate`.
 * CPU nanoseconds of this thread go to `cpu_ns`; returns the packets sent, or -1. */
int64_t floor_run(const uint16_t *ports, int count, const uint64_t *offsets, const uint16_t *sizes, int packets,
                  double rate, double seconds, uint64_t *cpu_ns) {
    struct sending self = {.fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0), .count = count};
    int buffer = 4 << 20;
    if (self.fd < 0 || count > MOST_AT_ONCE) return -1;
    setsockopt(self.fd, SOL_SOCKET, SO_SNDBUF, &buffer, sizeof buffer);
    self.ciphers = calloc(count, sizeof *self.ciphers);
    self.addresses = calloc(count, sizeof *self.addresses);
    self.messages = calloc(count, sizeof *self.messages);
    self.parts = calloc(count, sizeof *self.parts);
    self.packets = calloc(count, MAX_PACKET);
    prepare(&self, ports);
    *cpu_ns = play(&self, offsets, sizes, packets, rate, seconds);
    for (int i = 0; i < count; i++) gcm_free(&self.ciphers[i]);
    free(self.ciphers);
    free(self.addresses);
    free(self.messages);
    free(self.parts);
    free(self.packets);
    close(self.fd);
    return self.sent;
}
