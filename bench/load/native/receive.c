/* Receiving: every packet is counted and its sequence number checked; a sample is opened. */
#include "load.h"

#include <errno.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define BATCH 32

static struct stream overflow;

struct stream *find_stream(struct connection *connection, uint32_t ssrc) {
    uint32_t slot = (ssrc * 2654435769u) >> 24;
    for (int i = 0; i < SLOTS; i++) {
        struct stream *stream = &connection->streams[(slot + i) & (SLOTS - 1)];
        if (!stream->used) {
            stream->used = 1;
            stream->ssrc = ssrc;
            return stream;
        }
        if (stream->ssrc == ssrc) return stream;
    }
    return &overflow;
}

static int seen_bit(struct stream *stream, int64_t sequence, int set) {
    uint64_t *word = &stream->seen[(sequence % WINDOW) / 64], bit = 1ull << (sequence % 64);
    int was = (*word & bit) != 0;
    *word = set ? *word | bit : *word & ~bit;
    return was;
}

/* The sequence number extended by its roll-overs; -1 for a repeated packet. */
static int64_t account(struct stream *stream, uint16_t wire, int size, uint64_t arrival) {
    int64_t sequence;
    if (!stream->started) {
        stream->started = 1;
        stream->base = stream->highest = sequence = wire;
        stream->first_ns = arrival;
        memset(stream->seen, 0, sizeof stream->seen);
    } else {
        sequence = stream->highest + (int16_t)(wire - (uint16_t)stream->highest);
        if (sequence < 0) return -1;
        if (sequence > stream->highest) {
            int64_t from = sequence - stream->highest > WINDOW ? sequence - WINDOW : stream->highest;
            for (int64_t each = from + 1; each < sequence; each++) seen_bit(stream, each, 0);
            stream->highest = sequence;
            seen_bit(stream, sequence, 0);
        } else if (stream->highest - sequence >= WINDOW || seen_bit(stream, sequence, 0)) {
            seen_bit(stream, sequence, 1);
            stream->repeated++;
            return -1;
        } else {
            stream->late++;
            if (sequence < stream->base) stream->base = sequence;
        }
    }
    seen_bit(stream, sequence, 1);
    stream->packets++;
    stream->bytes += size;
    stream->last_ns = arrival;
    return sequence;
}

static int header_size(const uint8_t *packet, int size) {
    int header = 12 + 4 * (packet[0] & 15);
    if (packet[0] & 16) {
        if (size < header + 4) return -1;
        header += 4 + 4 * (packet[header + 2] << 8 | packet[header + 3]);
    }
    return size >= header + TAG ? header : -1;
}

static void open_sample(struct engine *engine, struct connection *connection, const uint8_t *packet, int size,
                        int64_t sequence, uint64_t arrival) {
    uint8_t payload[MAX_PACKET];
    uint64_t stamp[2];
    int header = header_size(packet, size);
    int length = header < 0 ? -1 : srtp_open(&connection->in, packet, header, size, sequence >> 16, payload);
    if (length < 0) {
        engine->refused++;
        return;
    }
    engine->opened++;
    if (length >= STAMP) memcpy(stamp, payload + length - STAMP, STAMP);
    if (length < STAMP || stamp[0] != MAGIC) {
        engine->foreign++;
        return;
    }
    uint64_t age = arrival > stamp[1] ? (arrival - stamp[1]) / 1000 : 0;
    engine->samples[engine->sample_count++ % SAMPLES] = age > UINT32_MAX ? UINT32_MAX : age;
}

static int sampled(struct engine *engine) {
    engine->random = engine->random * 6364136223846793005ull + 1442695040888963407ull;
    return (engine->random >> 40) < engine->sample * (1 << 24);
}

static void take_media(struct engine *engine, struct connection *connection, const uint8_t *packet, int size,
                       uint64_t arrival) {
    uint32_t ssrc;
    memcpy(&ssrc, packet + 8, 4);
    struct stream *stream = find_stream(connection, ntohl(ssrc));
    int64_t sequence = account(stream, packet[2] << 8 | packet[3], size, arrival);
    if (sequence >= 0 && connection->in.context && sampled(engine))
        open_sample(engine, connection, packet, size, sequence, arrival);
}

/* What is not media goes to whoever completed the handshakes, preceded by the connection's id. */
static void relay(struct engine *engine, struct connection *connection, const uint8_t *packet, int size) {
    uint8_t told[4 + MAX_PACKET];
    int transport_feedback = packet[0] >> 6 == 2 && packet[1] == 205 && (packet[0] & 31) == 15;
    if (transport_feedback) return;
    memcpy(told, &connection->id, 4);
    memcpy(told + 4, packet, size);
    engine->relayed++;
    if (send(engine->relay, told, 4 + size, MSG_DONTWAIT) < 0) engine->relay_dropped++;
}

static void take(struct engine *engine, struct connection *connection, const uint8_t *packet, int size,
                 uint64_t arrival) {
    if (size < 2) return;
    int rtcp = packet[1] >= 192 && packet[1] <= 223;
    if (packet[0] >> 6 == 2 && !rtcp && size >= 12 + TAG)
        take_media(engine, connection, packet, size, arrival);
    else
        relay(engine, connection, packet, size);
}

/* When the kernel took the packet in; the generator itself may be late. */
static uint64_t arrival_of(struct msghdr *header) {
    struct cmsghdr *control = CMSG_FIRSTHDR(header);
    struct timespec at;
    if (!control || control->cmsg_level != SOL_SOCKET || control->cmsg_type != SCM_TIMESTAMPNS)
        return clock_ns();
    memcpy(&at, CMSG_DATA(control), sizeof at);
    return at.tv_sec * 1000000000ull + at.tv_nsec;
}

void receive_ready(struct engine *engine, struct connection *connection) {
    static uint8_t packets[BATCH][MAX_PACKET];
    static uint8_t controls[BATCH][CMSG_SPACE(sizeof(struct timespec))];
    struct mmsghdr messages[BATCH];
    struct iovec parts[BATCH];
    for (int i = 0; i < BATCH; i++) {
        parts[i] = (struct iovec){packets[i], MAX_PACKET};
        memset(&messages[i], 0, sizeof messages[i]);
        messages[i].msg_hdr.msg_iov = &parts[i];
        messages[i].msg_hdr.msg_iovlen = 1;
        messages[i].msg_hdr.msg_control = controls[i];
        messages[i].msg_hdr.msg_controllen = sizeof controls[i];
    }
    int count = recvmmsg(connection->fd, messages, BATCH, MSG_DONTWAIT, NULL);
    for (int i = 0; i < count; i++)
        take(engine, connection, packets[i], messages[i].msg_len, arrival_of(&messages[i].msg_hdr));
}
