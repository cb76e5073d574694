/* The thread, and what Python calls (through ctypes). */
#include "load.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <time.h>
#include <unistd.h>

#define EVENTS 512

struct totals {
    uint64_t packets[KINDS], bytes[KINDS], lost[KINDS], repeated[KINDS], late[KINDS], streams[KINDS];
    uint64_t opened, refused, foreign, relay_dropped, sent_packets, sent_bytes, behind_ns;
};

struct stream_report {
    uint32_t ssrc, kind;
    int64_t base, highest;
    uint64_t packets, bytes, repeated, first_ns, last_ns;
};

struct publication_report {
    uint64_t packets, bytes, begun_ns;
    uint32_t timestamp, active;
};

uint64_t clock_ns(void) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return now.tv_sec * 1000000000ull + now.tv_nsec;
}

static void drain(struct engine *engine) {
    struct epoll_event events[EVENTS];
    int count;
    do {
        count = epoll_wait(engine->epoll, events, EVENTS, 0);
        for (int i = 0; i < count; i++) {
            struct connection *connection = events[i].data.ptr;
            if (!connection->removed) receive_ready(engine, connection);
        }
    } while (count == EVENTS);
}

/* The thread naps rather than waits on the sockets: as with receivers on a network, the server's
 * sending then does not pay for waking them. Arrival times are the kernel's. */
static void *run(void *argument) {
    struct engine *engine = argument;
    while (!engine->stop) {
        pthread_mutex_lock(&engine->lock);
        uint64_t next = publish_due(engine, clock_ns());
        drain(engine);
        pthread_mutex_unlock(&engine->lock);
        uint64_t now = clock_ns();
        uint64_t nap = next > now ? next - now : 0;
        struct timespec pause = {0, nap > 50000 ? (nap < 1000000 ? nap : 1000000) : 50000};
        nanosleep(&pause, NULL);
    }
    return NULL;
}

struct engine *engine_new(int relay, double sample) {
    struct engine *engine = calloc(1, sizeof *engine);
    engine->relay = relay;
    engine->sample = sample;
    engine->rate = 1;
    engine->random = clock_ns();
    engine->epoll = epoll_create1(EPOLL_CLOEXEC);
    pthread_mutex_init(&engine->lock, NULL);
    if (engine->epoll < 0 || pthread_create(&engine->thread, NULL, run, engine)) {
        free(engine);
        return NULL;
    }
    return engine;
}

void engine_free(struct engine *engine) {
    engine->stop = 1;
    pthread_join(engine->thread, NULL);
    close(engine->epoll);
    for (int i = 0; i < engine->connection_count; i++) {
        gcm_free(&engine->connections[i]->in);
        gcm_free(&engine->connections[i]->out);
        free(engine->connections[i]);
    }
    for (int i = 0; i < engine->publication_count; i++) free(engine->publications[i]);
    free(engine->connections);
    free(engine->publications);
    free(engine);
}

/* Keys are SRTP session keys (16 bytes) and salts (12 bytes), or NULL: then nothing is opened. */
int engine_connect(struct engine *engine, int fd, const uint8_t *in_key, const uint8_t *in_salt,
                   const uint8_t *out_key, const uint8_t *out_salt) {
    struct connection *connection = calloc(1, sizeof *connection);
    int on = 1, result = 0;
    setsockopt(fd, SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof on);
    connection->fd = fd;
    if (in_key) result |= gcm_init(&connection->in, in_key, in_salt);
    if (out_key) result |= gcm_init(&connection->out, out_key, out_salt);
    pthread_mutex_lock(&engine->lock);
    int id = connection->id = engine->connection_count++;
    engine->connections = realloc(engine->connections, engine->connection_count * sizeof(void *));
    engine->connections[id] = connection;
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = connection};
    result |= epoll_ctl(engine->epoll, EPOLL_CTL_ADD, fd, &event);
    pthread_mutex_unlock(&engine->lock);
    return result ? -1 : id;
}

/* The socket is the caller's to close afterwards. */
void engine_disconnect(struct engine *engine, int id) {
    pthread_mutex_lock(&engine->lock);
    struct connection *connection = engine->connections[id];
    connection->removed = 1;
    epoll_ctl(engine->epoll, EPOLL_CTL_DEL, connection->fd, NULL);
    for (int i = 0; i < engine->publication_count; i++)
        if (engine->publications[i]->connection == connection) engine->publications[i]->removed = 1;
    pthread_mutex_unlock(&engine->lock);
}

void engine_expect(struct engine *engine, int id, uint32_t ssrc, int kind) {
    pthread_mutex_lock(&engine->lock);
    find_stream(engine->connections[id], ssrc)->kind = kind;
    pthread_mutex_unlock(&engine->lock);
}

int engine_publish(struct engine *engine, int id, const struct publication *wanted) {
    struct publication *publication = malloc(sizeof *publication);
    *publication = *wanted;
    publication->sequence = wanted->ssrc & 0x3FFF;
    publication->timestamp_base = wanted->ssrc * 2654435769u;
    pthread_mutex_lock(&engine->lock);
    publication->connection = engine->connections[id];
    int number = engine->publication_count++;
    engine->publications = realloc(engine->publications, engine->publication_count * sizeof(void *));
    engine->publications[number] = publication;
    pthread_mutex_unlock(&engine->lock);
    return number;
}

void engine_steer(struct engine *engine, int number, int active) {
    pthread_mutex_lock(&engine->lock);
    engine->publications[number]->active = active;
    pthread_mutex_unlock(&engine->lock);
}

void engine_keyframe(struct engine *engine, int number) {
    pthread_mutex_lock(&engine->lock);
    engine->publications[number]->keyframe_wanted = 1;
    pthread_mutex_unlock(&engine->lock);
}

void engine_rate(struct engine *engine, double rate) {
    pthread_mutex_lock(&engine->lock);
    engine->rate = rate;
    pthread_mutex_unlock(&engine->lock);
}

void engine_publication(struct engine *engine, int number, struct publication_report *out) {
    struct publication *from = engine->publications[number];
    pthread_mutex_lock(&engine->lock);
    *out = (struct publication_report){from->sent_packets, from->sent_bytes, from->begun_ns, from->timestamp,
                                       from->active};
    pthread_mutex_unlock(&engine->lock);
}

int engine_streams(struct engine *engine, int id, struct stream_report *out, int room) {
    int count = 0;
    pthread_mutex_lock(&engine->lock);
    struct connection *connection = engine->connections[id];
    for (int i = 0; i < SLOTS && count < room; i++) {
        struct stream *from = &connection->streams[i];
        if (from->started)
            out[count++] =
                (struct stream_report){from->ssrc,  from->kind,     from->base,     from->highest, from->packets,
                                       from->bytes, from->repeated, from->first_ns, from->last_ns};
    }
    pthread_mutex_unlock(&engine->lock);
    return count;
}

static void add_connection(struct totals *out, const struct connection *connection) {
    for (int i = 0; i < SLOTS; i++) {
        const struct stream *from = &connection->streams[i];
        if (!from->started) continue;
        out->streams[from->kind]++;
        out->packets[from->kind] += from->packets;
        out->bytes[from->kind] += from->bytes;
        out->lost[from->kind] += from->highest - from->base + 1 - from->packets;
        out->repeated[from->kind] += from->repeated;
        out->late[from->kind] += from->late;
    }
}

void engine_totals(struct engine *engine, struct totals *out) {
    memset(out, 0, sizeof *out);
    pthread_mutex_lock(&engine->lock);
    for (int i = 0; i < engine->connection_count; i++)
        if (!engine->connections[i]->removed) add_connection(out, engine->connections[i]);
    for (int i = 0; i < engine->publication_count; i++) {
        out->sent_packets += engine->publications[i]->sent_packets;
        out->sent_bytes += engine->publications[i]->sent_bytes;
        out->behind_ns += engine->publications[i]->late_ns;
    }
    out->opened = engine->opened;
    out->refused = engine->refused;
    out->foreign = engine->foreign;
    out->relay_dropped = engine->relay_dropped;
    pthread_mutex_unlock(&engine->lock);
}

/* Latencies in microseconds since the last call, at most `room`; the oldest are dropped when more came. */
int engine_samples(struct engine *engine, uint32_t *out, int room) {
    pthread_mutex_lock(&engine->lock);
    int count = engine->sample_count < SAMPLES ? engine->sample_count : SAMPLES;
    if (count > room) count = room;
    memcpy(out, engine->samples, count * sizeof *out);
    engine->sample_count = 0;
    pthread_mutex_unlock(&engine->lock);
    return count;
}
