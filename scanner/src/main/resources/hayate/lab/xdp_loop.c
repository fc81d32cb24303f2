/*
 * The ceiling that "hayate bench" compares with: one thread, one AF_XDP socket in copy mode, the same SYNs that hayate
 * builds (a keyed permutation of the targets, SipHash-2-4 in the sequence number, both checksums), and nothing else.
 *
 *   cc -O3 -march=native -o xdp_loop xdp_loop.c
 *   ./xdp_loop INTERFACE QUEUE SECONDS SOURCE_MAC ROUTER_MAC OPTIONS
 *
 * MACs are 12 hexadecimal digits, OPTIONS is os or mss. Source 192.0.2.1:61440, targets 10.0.0.0/8 port 80. Prints
 * "packets nanoseconds refusals cpu-nanoseconds" when the time is over or at an interrupt.
 *
 * From the other end, with OPTIONS answer it sends the SYN-ACKs that all targets would give, and with OPTIONS spoof those
 * of somebody who knows everything but the key: the acknowledged cookie is wrong. RATE, a seventh argument, holds it to
 * so many packets a second.
 */
#include <errno.h>
#include <linux/if_xdp.h>
#include <net/if.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <time.h>

#define SLOTS 256u
#define SLOT_BYTES 128u
#define CHUNK_BYTES 2048u
#define BATCH 64u
#define SIZE (1u << 24)
#define BASE 0x0A000000u
#define SOURCE 0xC0000201u
#define SOURCE_PORT 61440u
#define PORT 80u
#define ROUNDS 4

static uint64_t keys[4 * ROUNDS];
static const uint64_t key0 = 0x0706050403020100ull, key1 = 0x0F0E0D0C0B0A0908ull;

static uint64_t rotl(uint64_t x, int b) { return x << b | x >> (64 - b); }

#define SIPROUND                                                                                                        \
    do {                                                                                                                \
        v0 += v1; v2 += v3; v1 = rotl(v1, 13) ^ v0; v3 = rotl(v3, 16) ^ v2; v0 = rotl(v0, 32);                          \
        v2 += v1; v0 += v3; v1 = rotl(v1, 17) ^ v2; v3 = rotl(v3, 21) ^ v0; v2 = rotl(v2, 32);                          \
    } while (0)

static uint64_t siphash12(uint64_t first8, uint32_t last4) {
    uint64_t v0 = key0 ^ 0x736f6d6570736575ull, v1 = key1 ^ 0x646f72616e646f6dull;
    uint64_t v2 = key0 ^ 0x6c7967656e657261ull, v3 = key1 ^ 0x7465646279746573ull;
    uint64_t tail = 12ull << 56 | last4;
    v3 ^= first8; SIPROUND; SIPROUND; v0 ^= first8;
    v3 ^= tail; SIPROUND; SIPROUND; v0 ^= tail;
    v2 ^= 0xFF; SIPROUND; SIPROUND; SIPROUND; SIPROUND;
    return v0 ^ v1 ^ v2 ^ v3;
}

static uint64_t mix(uint64_t z) {
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9ull;
    z = (z ^ z >> 27) * 0x94D049BB133111EBull;
    return z ^ z >> 31;
}

static uint64_t half(uint64_t v, uint64_t k1, uint64_t k2) {
    uint64_t product = (v + k1) * k2;
    return (product ^ product >> 32) * k1 >> 32;
}

/* An alternating unbalanced Feistel network over 4096 x 4096: the domain is exactly the 2^24 targets. */
static uint32_t permute(uint32_t number) {
    uint64_t left = number & 4095, right = number >> 12;
    for (int k = 0; k < 4 * ROUNDS; k += 4) {
        left = (left + half(right, keys[k], keys[k + 1])) & 4095;
        right += half(left, keys[k + 2], keys[k + 3]) * 4096 >> 32;
        right -= right >= 4096 ? 4096 : 0;
    }
    return (uint32_t)(right << 12 | left);
}

static void put16(uint8_t *p, uint32_t v) { uint16_t w = __builtin_bswap16((uint16_t)v); memcpy(p, &w, 2); }
static void put32(uint8_t *p, uint32_t v) { uint32_t w = __builtin_bswap32(v); memcpy(p, &w, 4); }
static uint32_t get32(const uint8_t *p) { uint32_t w; memcpy(&w, p, 4); return __builtin_bswap32(w); }

static uint32_t fold(uint64_t sum) {
    sum = (sum & 0xFFFFFFFFu) + (sum >> 32);
    sum = (sum & 0xFFFF) + (sum >> 16);
    sum = (sum & 0xFFFF) + (sum >> 16);
    return (uint32_t)((sum & 0xFFFF) + (sum >> 16));
}

static uint64_t sum32(const uint8_t *p, uint32_t bytes) {
    uint64_t sum = 0;
    for (uint32_t i = 0; i < bytes; i += 4) sum += get32(p + i);
    return sum;
}

static void die(const char *what) { perror(what); exit(1); }

static void parse_mac(const char *hex, uint8_t *mac) {
    for (int i = 0; i < 6; i++) {
        unsigned byte;
        if (sscanf(hex + 2 * i, "%2x", &byte) != 1) { fprintf(stderr, "bad MAC %s\n", hex); exit(2); }
        mac[i] = (uint8_t)byte;
    }
}

static volatile sig_atomic_t interrupted;

static void interrupt(int number) { (void)number; interrupted = 1; }

static uint64_t clock_ns(clockid_t clock) {
    struct timespec t;
    clock_gettime(clock, &t);
    return (uint64_t)t.tv_sec * 1000000000ull + (uint64_t)t.tv_nsec;
}

static uint64_t now_ns(void) { return clock_ns(CLOCK_MONOTONIC); }

struct ring { uint32_t *producer, *consumer; void *entries; };

static struct ring map_ring(int fd, struct xdp_ring_offset o, uint32_t entry_bytes, uint64_t page) {
    uint8_t *base = mmap(0, o.desc + SLOTS * entry_bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE, fd, (off_t)page);
    if (base == MAP_FAILED) die("mmap ring");
    return (struct ring){(uint32_t *)(base + o.producer), (uint32_t *)(base + o.consumer), base + o.desc};
}

int main(int argc, char **argv) {
    if (argc != 7 && argc != 8) { fprintf(stderr, "usage: see the head of the source\n"); return 2; }
    uint8_t source_mac[6], router_mac[6];
    parse_mac(argv[4], source_mac);
    parse_mac(argv[5], router_mac);
    int os = strcmp(argv[6], "os") == 0, spoof = strcmp(argv[6], "spoof") == 0;
    int answer = spoof || strcmp(argv[6], "answer") == 0;
    double rate = argc == 8 ? atof(argv[7]) : 0;
    signal(SIGINT, interrupt);
    signal(SIGTERM, interrupt);
    uint32_t packet = os ? 60 : 44, frame = packet + 14;
    uint64_t state = 42;
    for (int i = 0; i < 4 * ROUNDS; i++) keys[i] = mix(state += 0x9E3779B97F4A7C15ull) | 1;

    uint8_t *area = mmap(0, SLOTS * SLOT_BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
    int fd = socket(AF_XDP, SOCK_RAW, 0);
    if (area == MAP_FAILED || fd < 0) die("socket");
    struct xdp_umem_reg umem = {.addr = (uintptr_t)area, .len = SLOTS * SLOT_BYTES, .chunk_size = CHUNK_BYTES};
    uint32_t entries = SLOTS;
    if (setsockopt(fd, SOL_XDP, XDP_UMEM_REG, &umem, sizeof umem)) die("umem");
    if (setsockopt(fd, SOL_XDP, XDP_UMEM_FILL_RING, &entries, 4)) die("fill ring");
    if (setsockopt(fd, SOL_XDP, XDP_UMEM_COMPLETION_RING, &entries, 4)) die("completion ring");
    if (setsockopt(fd, SOL_XDP, XDP_TX_RING, &entries, 4)) die("tx ring");
    struct xdp_mmap_offsets offsets;
    socklen_t length = sizeof offsets;
    if (getsockopt(fd, SOL_XDP, XDP_MMAP_OFFSETS, &offsets, &length)) die("offsets");
    struct ring tx = map_ring(fd, offsets.tx, sizeof(struct xdp_desc), XDP_PGOFF_TX_RING);
    struct ring done = map_ring(fd, offsets.cr, 8, XDP_UMEM_PGOFF_COMPLETION_RING);
    struct sockaddr_xdp address = {.sxdp_family = AF_XDP, .sxdp_flags = XDP_COPY,
        .sxdp_ifindex = if_nametoindex(argv[1]), .sxdp_queue_id = (uint32_t)atoi(argv[2])};
    for (int tries = 0; bind(fd, (struct sockaddr *)&address, sizeof address); tries++) {
        if (errno != EBUSY || tries == 300) die("bind");
        nanosleep(&(struct timespec){0, 10000000}, 0);
    }

    uint8_t constant[SLOT_BYTES] = {0};
    uint8_t *ip = constant + 14;
    memcpy(constant, router_mac, 6);
    memcpy(constant + 6, source_mac, 6);
    put16(constant + 12, 0x0800);
    put32(ip, 0x45000000u | packet);
    put32(ip + 4, 0x4000);
    put32(ip + 8, 64u << 24 | 6u << 16);
    put32(ip + (answer ? 16 : 12), SOURCE);
    put32(ip + 32, (packet - 20) / 4 << 28 | (answer ? 0x12u : 2u) << 16 | 64240);
    put32(ip + 40, 0x020405B4);
    if (os) { put32(ip + 44, 0x0402080A); put32(ip + 56, 0x01030307); }
    uint64_t ip_sum = sum32(ip, 20), tcp_sum = sum32(ip + 20, packet - 20) + SOURCE + 6 + packet - 20;
    for (uint32_t s = 0; s < SLOTS; s++) memcpy(area + s * SLOT_BYTES, constant, SLOT_BYTES);

    struct xdp_desc *descriptors = tx.entries;
    uint64_t *completed = done.entries;
    uint32_t free_slots[SLOTS], free_count = SLOTS, produced = 0, reaped = 0;
    for (uint32_t s = 0; s < SLOTS; s++) free_slots[s] = s;
    uint64_t cpu = clock_ns(CLOCK_THREAD_CPUTIME_ID), start = now_ns(), end = start + (uint64_t)(atof(argv[3]) * 1e9), now = start, refusals = 0;
    uint32_t position = 0;
    while (now < end && !interrupted) {
        if (rate > 0 && reaped > (now - start) * rate / 1e9) {
            nanosleep(&(struct timespec){0, 100000}, 0);
            now = now_ns();
            continue;
        }
        uint32_t tsval = (uint32_t)(now / 1000);
        uint32_t batch = free_count < BATCH ? free_count : BATCH;
        for (uint32_t i = 0; i < batch; i++) {
            uint32_t slot = free_slots[--free_count];
            uint8_t *p = area + slot * SLOT_BYTES + 14;
            uint32_t target = BASE + permute(position++ & (SIZE - 1));
            uint32_t ports = SOURCE_PORT << 16 | PORT;
            uint64_t hash = siphash12((uint64_t)SOURCE << 32 | target, PORT << 16 | SOURCE_PORT);
            uint32_t sequence = (uint32_t)hash, id = (uint32_t)(hash >> 32) & 0xFFFF;
            put16(p + 4, id);
            put16(p + 10, ~fold(ip_sum + target + id));
            put32(p + (answer ? 12 : 16), target);
            put32(p + 20, answer ? PORT << 16 | SOURCE_PORT : ports);
            put32(p + (answer ? 28 : 24), sequence += answer ? 1 + spoof * ((uint32_t)(hash >> 33) | 1) : 0);
            uint64_t sum = tcp_sum + target + ports + sequence;
            if (os) { put32(p + 48, tsval); sum += tsval; }
            put16(p + 36, ~fold(sum));
            descriptors[produced++ & (SLOTS - 1)] = (struct xdp_desc){.addr = slot * SLOT_BYTES, .len = frame};
        }
        __atomic_store_n(tx.producer, produced, __ATOMIC_RELEASE);
        if (send(fd, 0, 0, MSG_DONTWAIT) < 0) {
            if (errno != EAGAIN && errno != EBUSY && errno != ENOBUFS) die("send");
            refusals++;
        }
        uint32_t ready = __atomic_load_n(done.producer, __ATOMIC_ACQUIRE);
        while (reaped != ready) free_slots[free_count++] = (uint32_t)(completed[reaped++ & (SLOTS - 1)] / SLOT_BYTES);
        __atomic_store_n(done.consumer, reaped, __ATOMIC_RELEASE);
        now = now_ns();
    }
    cpu = clock_ns(CLOCK_THREAD_CPUTIME_ID) - cpu;
    printf("%u %llu %llu %llu\n", reaped, (unsigned long long)(now - start), (unsigned long long)refusals,
        (unsigned long long)cpu);
    return 0;
}
