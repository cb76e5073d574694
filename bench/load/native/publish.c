/* Publishing: the packets of microphones and of the layers of cameras, each at its time.
 *
 * The packets of one picture leave within two fifths of its interval, as a browser's pacer does. A
 * payload is filler that ends with the time it was sent; VP8 payloads begin with a true descriptor
 * and frame header, by which servers recognise pictures and keyframes (RFC 7741). */
#include "load.h"

#include <errno.h>
#include <string.h>

#define KEYFRAME_SPREAD 1.0
#define DELTA_SPREAD 0.4
#define NAMED_PACKETS 100 /* that carry mid and rid; browsers stop once the receiver reported */

static int put_extension(uint8_t *out, int id, const void *value, int length) {
    out[0] = id << 4 | (length - 1);
    memcpy(out + 1, value, length);
    return length + 1;
}

static int put_extensions(struct publication *self, uint8_t *out) {
    int at = 4;
    if (self->level_extension) {
        uint8_t level = 0x80 | (20 + self->sequence % 7);
        at += put_extension(out + at, self->level_extension, &level, 1);
    }
    if (self->feedback_extension) {
        uint16_t number = htons((uint16_t)self->connection->feedback_sequence++);
        at += put_extension(out + at, self->feedback_extension, &number, 2);
    }
    if (self->sent_packets < NAMED_PACKETS) {
        if (self->mid_extension) at += put_extension(out + at, self->mid_extension, self->mid, strlen(self->mid));
        if (self->rid_extension) at += put_extension(out + at, self->rid_extension, self->rid, strlen(self->rid));
    }
    if (at == 4) return 0;
    while (at % 4) out[at++] = 0;
    uint8_t head[4] = {0xBE, 0xDE, 0, (at - 4) / 4};
    memcpy(out, head, 4);
    return at;
}

static int put_vp8(struct publication *self, uint8_t *out) {
    int first = self->index == 0;
    uint8_t descriptor[] = {0x80 | (first ? 0x10 : 0),
                            0xF0, /* picture id, TL0PICIDX, temporal layer and key index follow */
                            0x80 | (self->picture >> 8 & 0x7F),
                            self->picture,
                            self->tl0,
                            0x20 | (self->keyframes & 0x1F)};
    memcpy(out, descriptor, sizeof descriptor);
    if (!first) return sizeof descriptor;
    uint8_t frame[10] = {self->keyframe ? 0x10 : 0x11, 0x02, 0x00, 0x9D, 0x01, 0x2A, 0x00, 0x05, 0xD0, 0x02};
    memcpy(out + sizeof descriptor, frame, self->keyframe ? 10 : 3);
    return sizeof descriptor + (self->keyframe ? 10 : 3);
}

static void put_u32(uint8_t *out, uint32_t value) {
    value = htonl(value);
    memcpy(out, &value, 4);
}

static void send_packet(struct publication *self) {
    uint8_t packet[MAX_PACKET];
    int last = self->index == self->of - 1;
    int extensions = put_extensions(self, packet + 12);
    int header = 12 + extensions;
    packet[0] = 0x80 | (extensions ? 0x10 : 0);
    packet[1] = self->payload_type | (last && self->kind == KIND_VIDEO ? 0x80 : 0);
    packet[2] = self->sequence >> 8;
    packet[3] = self->sequence;
    put_u32(packet + 4, self->timestamp);
    put_u32(packet + 8, self->ssrc);
    int at = header + (self->kind == KIND_VIDEO ? put_vp8(self, packet + header) : 0);
    int size = header + self->size;
    memset(packet + at, 0x5A, size - STAMP - at);
    uint64_t stamp[2] = {MAGIC, clock_ns()};
    memcpy(packet + size - STAMP, stamp, STAMP);
    int sealed = srtp_seal(&self->connection->out, packet, header, size, self->sequence >> 16);
    if (send(self->connection->fd, packet, sealed, MSG_DONTWAIT) < 0) return;
    self->sent_packets++;
    self->sent_bytes += self->size;
}

static void begin_frame(struct publication *self) {
    self->keyframe = self->kind == KIND_VIDEO && self->keyframe_wanted;
    self->keyframe_wanted = 0;
    self->of = self->keyframe ? self->key_packets : self->packets;
    self->begun_ns = self->frame_ns;
    uint64_t elapsed_ms = (self->frame_ns - self->began_ns) / 1000000;
    self->timestamp = self->timestamp_base + (uint32_t)(elapsed_ms * (self->clock_rate / 1000));
    self->picture = (self->picture + 1) & 0x7FFF;
    self->tl0++;
    if (self->keyframe) self->keyframes++;
}

/* Sends one packet and sets when the next is due. */
static void advance(struct publication *self, double rate) {
    uint64_t interval = self->interval_ns / rate;
    if (self->index == 0) begin_frame(self);
    send_packet(self);
    self->sequence++;
    self->index++;
    if (self->index < self->of) {
        double spread = self->keyframe ? KEYFRAME_SPREAD : DELTA_SPREAD;
        self->due_ns = self->frame_ns + (uint64_t)(interval * spread * self->index / self->of);
        return;
    }
    self->index = 0;
    self->frame_ns += interval;
    self->due_ns = self->frame_ns;
}

/* A generator that fell behind by this much does not catch up in one burst; it is told by late_ns. */
#define MOST_BEHIND_NS 200000000ull

uint64_t publish_due(struct engine *engine, uint64_t now) {
    uint64_t next = now + 1000000;
    for (int i = 0; i < engine->publication_count; i++) {
        struct publication *each = engine->publications[i];
        if (each->removed) continue;
        if (!each->active || now > each->due_ns + MOST_BEHIND_NS) {
            if (each->active && each->sent_packets) each->late_ns += now - each->due_ns;
            each->frame_ns = each->due_ns = now + each->interval_ns * (i % 16) / 16;
            each->index = 0;
            each->keyframe_wanted = 1;
            if (!each->began_ns) each->began_ns = now;
        }
        if (!each->active) continue;
        while (each->due_ns <= now) advance(each, engine->rate);
        if (each->due_ns < next) next = each->due_ns;
    }
    return next;
}
