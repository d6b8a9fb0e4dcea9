/* Tables of noise, some nearly right: what `glassnet_prepare` passes must touch no memory but its buffers.

   `bash .ci/sanitize` builds this with AddressSanitizer, which ends it at the first byte read or written elsewhere. */

#include "../../../core/native/tape.c"
#include <stdio.h>
#include <stdlib.h>

static uint64_t state;

static uint64_t noise(void) { /* xorshift64 */
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return state;
}

static int64_t below(int64_t n) { return (int64_t)(noise() % (uint64_t)n); }

/* A number that is mostly small, now and then at an edge of what is possible. */
static int64_t number(int64_t most) {
    static const int64_t edges[] = {0, -1, 1, INT64_MAX, INT64_MIN, MOST, MOST + 1, -MOST, INT32_MAX, (int64_t)1 << 40};
    return below(40) ? below(most) - (below(8) ? 0 : most / 2) : edges[below(10)];
}

/* Whether it ends within milliseconds: steps of 0 let sizes be as large as they may. */
static int soon(const entry *e) { return (double)e->n0 * (double)e->n1 * (double)e->k < 1e6; }

static buffer made(void) {
    int64_t items = 1 + below(60);
    buffer found = {malloc((size_t)items * sizeof(double)), items, below(4) > 0};
    for (int64_t i = 0; i < items; i++) {
        uint64_t bits = noise();
        if (below(2)) found.at[i] = (double)below(2000) / 64 - 15; /* or any bits, nan and inf among them */
        else memcpy(found.at + i, &bits, sizeof bits);
    }
    return found;
}

/* Whether both sets of instructions write the same bits; nan may be any. */
static int alike(const entry *e, buffer *buffers, op *ready) {
    const operand *o = &e->at[2];
    buffer *out = &buffers[o->buffer];
    size_t size = (size_t)out->items * sizeof(double);
    double *before = malloc(size), *first = malloc(size);
    int same = 1;
    memcpy(before, out->at, size);
    glassnet_run(ready, 1);
    memcpy(first, out->at, size);
    memcpy(out->at, before, size);
    prepare(e, buffers, all_baseline, ready);
    glassnet_run(ready, 1);
    if (e->at[0].buffer != o->buffer && e->at[1].buffer != o->buffer) /* else what is read is written on the way */
        for (size_t i = 0; i < size / sizeof(double); i++)
            if (first[i] == first[i] || out->at[i] == out->at[i]) same &= !memcmp(first + i, out->at + i, sizeof(double));
    free(before);
    free(first);
    return same;
}

int main(int count, char **words) {
    int64_t tables = count > 1 ? atoll(words[1]) : 100000, passed = 0, differ = 0;
    state = count > 2 ? strtoull(words[2], 0, 10) : 1;
    for (int64_t t = 0; t < tables; t++) {
        buffer buffers[4];
        for (int b = 0; b < 4; b++) buffers[b] = made();
        for (int e = 0; e < 4; e++) {
            entry each = {number(CODES + 1), number(12), number(12), number(12), {{0}}};
            for (int o = 0; o < 3; o++) each.at[o] = (operand){number(5), number(20), number(6), below(2) ? 1 : number(6)};
            op ready;
            if (glassnet_prepare(&each, 1, buffers, 4, &ready) == 1 && soon(&each)) {
                differ += !alike(&each, buffers, &ready);
                passed++;
            }
        }
        for (int b = 0; b < 4; b++) free(buffers[b].at);
    }
    printf("%lld entries of noise, %lld passed the check and ran; %lld of them gave other bits without AVX2\n",
           (long long)(4 * tables), (long long)passed, (long long)differ);
    return passed == 0 || differ > 0;
}
