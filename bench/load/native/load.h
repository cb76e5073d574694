/* The part of the load generator that touches every packet: shared declarations.
 *
 * A connection is one UDP socket whose ICE and DTLS were completed elsewhere. One thread reads all
 * sockets, checks the sequence number of every packet, opens a sample of them to prove their
 * authenticity and read their age, and sends the packets of the publishers at their times. */
#ifndef LOAD_H
#define LOAD_H

#define _GNU_SOURCE
#include <netinet/in.h>
#include <pthread.h>
#include <stdint.h>
#include <sys/socket.h>

#define MAX_PACKET 2048
#define SLOTS 256          /* of the table of one connection's streams, a power of two */
#define WINDOW 1024        /* sequence numbers remembered to tell a late packet from a repeated one */
#define SAMPLES (1 << 16)  /* latencies kept between two readings */
#define TAG 16
#define STAMP 16
#define MAGIC 0x654361624c6f6164ull

enum { KIND_UNKNOWN, KIND_AUDIO, KIND_VIDEO, KIND_REPAIR, KINDS };

struct gcm {
    void *context;
    uint8_t salt[12];
};

struct stream {
    uint32_t ssrc;
    uint8_t used, kind, started;
    int64_t base, highest;
    uint64_t packets, bytes, repeated, late;
    uint64_t first_ns, last_ns;
    uint64_t seen[WINDOW / 64];
};

struct connection {
    int fd;
    uint32_t id;
    int removed;
    struct gcm in, out;
    struct stream streams[SLOTS];
    uint32_t feedback_sequence;
};

struct publication {
    int removed, active, keyframe_wanted;
    struct connection *connection;
    uint32_t ssrc, clock_rate;
    uint8_t payload_type, kind, mid_extension, rid_extension, feedback_extension, level_extension;
    char mid[16], rid[16];
    uint64_t interval_ns;
    int packets, key_packets, size;
    int64_t sequence;
    uint32_t timestamp, timestamp_base;
    uint16_t picture;
    uint8_t tl0, keyframes;
    int index, of, keyframe;
    uint64_t due_ns, frame_ns, began_ns, begun_ns, sent_packets, sent_bytes, late_ns;
};

struct engine {
    pthread_t thread;
    pthread_mutex_t lock;
    volatile int stop;
    int epoll, relay;
    double rate;
    double sample;
    uint64_t random;
    struct connection **connections;
    int connection_count;
    struct publication **publications;
    int publication_count;
    uint64_t opened, refused, foreign, relayed, relay_dropped;
    uint32_t samples[SAMPLES];
    uint32_t sample_count;
};

uint64_t clock_ns(void);

int crypto_open(const char *library);
int gcm_init(struct gcm *cipher, const uint8_t *key, const uint8_t *salt);
void gcm_free(struct gcm *cipher);
/* Sizes in bytes. `header` bytes stay in clear; the tag follows the payload. */
int srtp_seal(struct gcm *cipher, uint8_t *packet, int header, int size, uint32_t roll_over);
int srtp_open(struct gcm *cipher, const uint8_t *packet, int header, int size, uint32_t roll_over,
              uint8_t *payload);

struct stream *find_stream(struct connection *connection, uint32_t ssrc);
void receive_ready(struct engine *engine, struct connection *connection);
uint64_t publish_due(struct engine *engine, uint64_t now);

#endif
