/* Tables of noise, some nearly right: what `glassnet_check` passes must touch no memory but its buffers.

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

int main(int count, char **words) {
    int64_t tables = count > 1 ? atoll(words[1]) : 100000, passed = 0;
    state = count > 2 ? strtoull(words[2], 0, 10) : 1;
    for (int64_t t = 0; t < tables; t++) {
        buffer buffers[4];
        for (int b = 0; b < 4; b++) {
            int64_t items = 1 + below(60);
            buffers[b] = (buffer){malloc((size_t)items * sizeof(double)), items, below(4) > 0};
            for (int64_t i = 0; i < items; i++) {
                uint64_t bits = noise();
                memcpy(buffers[b].at + i, &bits, sizeof bits);
            }
        }
        entry table[4];
        for (int e = 0; e < 4; e++) {
            table[e] = (entry){number(CODES + 1), number(12), number(12), number(12), {{0}}};
            for (int o = 0; o < 3; o++) table[e].at[o] = (operand){number(5), number(20), number(6), below(2) ? 1 : number(6)};
        }
        for (int e = 0; e < 4; e++)
            if (glassnet_check(table + e, 1, buffers, 4) == 1) {
                glassnet_run(table + e, 1, buffers);
                run_baseline(table + e, 1, buffers);
                passed++;
            }
        for (int b = 0; b < 4; b++) free(buffers[b].at);
    }
    printf("%lld tables of 4 entries, %lld entries passed the check and ran\n", (long long)tables, (long long)passed);
    return passed == 0;
}
