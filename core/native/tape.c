/* A recorded tape, run as a table of calls on memory that somebody else owns.

   Knows nothing of networks, nor of Python: `compiled.py` writes the tables and calls this through ctypes. A table is
   checked once, against the buffers that it names, when `glassnet_prepare` makes of it what is run; that touches no other
   memory, whatever numbers stand in it. LAYOUT changes with what an entry means. */

#include <math.h>
#include <stdint.h>
#include <string.h>

#define LAYOUT 2

#if defined(_WIN32)
#define PUBLIC __declspec(dllexport)
#else
#define PUBLIC __attribute__((visibility("default")))
#endif

enum { /* as CODES of compiled.py has them, in this order */
    POSITIVE, NEGATIVE, SQUARE, ABSOLUTE, SIGN, SQRT, LOG, LOG1P, EXP, TANH,
    ADD, SUBTRACT, MULTIPLY, DIVIDE, MAXIMUM, MINIMUM, POWER,
    DOT_ALONG_N, DOT_ALONG_K, DOT_ANY, TAKE, LARGEST, CODES
};

typedef struct { /* where an operand stands: in which buffer, from which item, how far apart along both axes */
    int64_t buffer, first, s0, s1;
} operand;

typedef struct { /* one call: n0 rows of n1 entries, sums of k terms; operands a, b, and what is written */
    int64_t code, n0, n1, k;
    operand at[3];
} entry;

typedef struct { /* memory of `items` numbers of 8 bytes */
    double *at;
    int64_t items, writable;
} buffer;

typedef struct op op;
typedef void kernel(const op *);
struct op { /* an entry as it is run: sizes, operands with their steps along both axes */
    kernel *run;
    int64_t n0, n1, k;
    double *o;
    const double *a, *b;
    int64_t o0, o1, a0, a1, b0, b1;
};

/* How operands run along memory: all do, but for one number as a or as b, or anyhow; in one row, or even in four lanes. */
enum { FLAT_FOUR, LEFT_FOUR, RIGHT_FOUR, FLAT_ONCE, LEFT_ONCE, RIGHT_ONCE, FLAT, LEFT, RIGHT, ANY, WAYS };

#define ROUNDS 6755399441055744.0 /* 1.5 * 2^52: what is added to it is rounded to a whole number */
#define LN2_HIGH 6.93147180369123816490e-01 /* its last bits are zero, so that n times it is exact */
#define LN2_LOW 1.90821492927058770002e-10
static const double EXP_SERIES[] = { /* 1 / i! */
    1.0, 1.0, 1.0 / 2, 1.0 / 6, 1.0 / 24, 1.0 / 120, 1.0 / 720, 1.0 / 5040, 1.0 / 40320, 1.0 / 362880,
    1.0 / 3628800, 1.0 / 39916800, 1.0 / 479001600, 1.0 / 6227020800.0
};
/* S. L. Moshier's rational function for tanh (Cephes), in powers of x^2 from the constant on */
static const double TANH_ABOVE[] = {-1.61468768441708447952e3, -9.92877231001918586564e1, -9.64399179425052238628e-1};
static const double TANH_BELOW[] = {4.84406305325125486048e3, 2.23548839060100448583e3, 1.12811678491632931402e2, 1.0};

#define INLINE inline __attribute__((always_inline)) /* where numbers of rows and columns become known */

#ifdef __clang__
#define SHUFFLE(V, I, x, y, ...) __builtin_shufflevector(x, y, __VA_ARGS__)
#else
#define SHUFFLE(V, I, x, y, ...) __builtin_shuffle(x, y, (I){__VA_ARGS__})
#endif

#define KERNEL(name) name##_baseline
#include "kernels.h"
#undef KERNEL

#if defined(__x86_64__) && defined(__GNUC__) && !defined(GLASSNET_BASELINE)
#define WIDER 1
#ifdef __clang__
#pragma clang attribute push(__attribute__((target("avx2"))), apply_to = function)
#else
#pragma GCC push_options
#pragma GCC target("avx2")
#endif
#define KERNEL(name) name##_avx2
#include "kernels.h"
#undef KERNEL
#ifdef __clang__
#pragma clang attribute pop
#else
#pragma GCC pop_options
#endif
#endif

static int wider(void) {
#ifdef WIDER
    return __builtin_cpu_supports("avx2");
#else
    return 0;
#endif
}

PUBLIC int64_t glassnet_layout(void) { return LAYOUT; }
PUBLIC int64_t glassnet_codes(void) { return CODES; }
PUBLIC int64_t glassnet_wide(void) { return wider(); }
PUBLIC int64_t glassnet_op_size(void) { return sizeof(op); }

#define MOST ((int64_t)1 << 30) /* of sizes and strides: what is made of two of them has room in 64 bits */

/* Whether rows times columns items of an operand lie inside its buffer. */
static int inside(const operand *o, int64_t rows, int64_t columns, const buffer *buffers, int64_t known, int write) {
    if (o->buffer < 0 || o->buffer >= known) return 0;
    const buffer *b = &buffers[o->buffer];
    if (write && !b->writable) return 0;
    if (o->first < 0 || o->first >= b->items || o->s0 < -MOST || o->s0 > MOST || o->s1 < -MOST || o->s1 > MOST) return 0;
    int64_t down = o->s0 * (rows - 1), across = o->s1 * (columns - 1);
    int64_t low = o->first + (down < 0 ? down : 0) + (across < 0 ? across : 0);
    int64_t high = o->first + (down > 0 ? down : 0) + (across > 0 ? across : 0);
    return low >= 0 && high < b->items;
}

static int fits(const entry *e, const buffer *buffers, int64_t known) {
    if (e->code < 0 || e->code >= CODES) return 0;
    if (e->n0 < 1 || e->n1 < 1 || e->k < 1 || e->n0 > MOST || e->n1 > MOST || e->k > MOST) return 0;
    const operand *a = &e->at[0], *b = &e->at[1], *o = &e->at[2];
    switch (e->code) {
    case DOT_ALONG_N:
        if (b->s1 != 1 || o->s1 != 1) return 0;
        break;
    case DOT_ALONG_K:
        if (a->s1 != 1 || b->s0 != 1) return 0;
        break;
    }
    switch (e->code) {
    case DOT_ALONG_N:
    case DOT_ALONG_K:
    case DOT_ANY:
        return inside(a, e->n0, e->k, buffers, known, 0) && inside(b, e->k, e->n1, buffers, known, 0) &&
               inside(o, e->n0, e->n1, buffers, known, 1);
    case TAKE:
        return inside(a, e->n0, e->k, buffers, known, 0) && inside(b, 1, e->n1, buffers, known, 0) &&
               inside(o, e->n0, e->n1, buffers, known, 1);
    case LARGEST:
        return inside(a, e->k, e->n1, buffers, known, 0) && inside(b, 1, 1, buffers, known, 0) &&
               inside(o, 1, e->n1, buffers, known, 1);
    }
    return inside(a, e->n0, e->n1, buffers, known, 0) && inside(b, e->n0, e->n1, buffers, known, 0) &&
           inside(o, e->n0, e->n1, buffers, known, 1);
}

static void prepare(const entry *e, const buffer *buffers, kernel *const all[CODES][WAYS], op *to) {
    const operand *a = &e->at[0], *b = &e->at[1], *o = &e->at[2];
    const double *first = buffers[a->buffer].at + a->first, *second = buffers[b->buffer].at + b->first;
    double *out = buffers[o->buffer].at + o->first;
    int one = e->n1 == 1; /* where steps do not matter */
    int way = one ? FLAT : a->s1 == 1 && b->s1 == 1 ? FLAT : a->s1 == 0 && b->s1 == 1 ? LEFT : a->s1 == 1 && b->s1 == 0 ? RIGHT : ANY;
    if (o->s1 != 1 && !one) way = ANY;
    if (way != ANY && e->n0 == 1) way += (e->n1 == 4 ? FLAT_FOUR : FLAT_ONCE) - FLAT;
    if (e->code == DOT_ALONG_K && e->n1 < 4 && e->n0 > e->n1) { /* the product of the transposes, which has more columns */
        *to = (op){
            all[e->code][way], e->n1, e->n0, e->k, out, second, first, o->s1, o->s0, b->s1, b->s0, a->s1, a->s0,
        };
        return;
    }
    *to = (op){
        all[e->code][way], e->n0, e->n1, e->k, out, first, second, o->s0, o->s1, a->s0, a->s1, b->s0, b->s1,
    };
}

/* Make of a table what is run. Returns the first entry that reaches beyond its buffers, or the number of entries where
   none does; before that number, nothing may be run. */
PUBLIC int64_t glassnet_prepare(
    const entry *table, int64_t count, const buffer *buffers, int64_t known, op *ops
) {
    for (int64_t i = 0; i < count; i++) {
        if (!fits(table + i, buffers, known)) return i;
#ifdef WIDER
        if (wider()) {
            prepare(table + i, buffers, all_avx2, ops + i);
            continue;
        }
#endif
        prepare(table + i, buffers, all_baseline, ops + i);
    }
    return count;
}

/* All of them, once. */
PUBLIC void glassnet_run(const op *ops, int64_t count) {
    for (const op *p = ops; p < ops + count; p++) p->run(p);
}

/* All of them so many times. Before each, every count is the number of the iteration, and the next rows stand in their
   place; after it, the losses are kept.

   counts: addresses of numbers, so many. rows: where `each` numbers of rows are put from `order`; none where each is 0.
   losses: addresses of `traced` numbers; traces: room for (traced, iterations). */
PUBLIC void glassnet_iterate(
    const op *ops, int64_t count, int64_t first, int64_t iterations, double *const *counts, int64_t counted, int64_t *rows,
    const int64_t *order, int64_t each, const double *const *losses, int64_t traced, double *traces
) {
    for (int64_t i = 0; i < iterations; i++) {
        for (int64_t c = 0; c < counted; c++) *counts[c] = (double)(first + i);
        if (each) memcpy(rows, order + i * each, (size_t)each * sizeof *rows);
        glassnet_run(ops, count);
        for (int64_t t = 0; t < traced; t++) traces[t * iterations + i] = *losses[t];
    }
}
