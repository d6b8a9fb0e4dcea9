/* The kernels of the tape, included once for each set of instructions: KERNEL(name) names them apart.

   Every sum has one fixed order of its terms, whatever the instructions, and nothing is contracted: both sets give the
   same bits. Strides are in items; `o` is written, `a` and `b` are read. */

typedef double KERNEL(lanes) __attribute__((vector_size(32), aligned(8), may_alias));
typedef int64_t KERNEL(whole) __attribute__((vector_size(32), aligned(8), may_alias));
#define V KERNEL(lanes)
#define I KERNEL(whole)

static inline V KERNEL(spread)(double x) { return (V){x, x, x, x}; }
static inline V KERNEL(load)(const double *p) { return *(const V *)p; }
static inline void KERNEL(store)(double *p, V x) { *(V *)p = x; }
static inline double KERNEL(sum)(V x) { return (x[0] + x[2]) + (x[1] + x[3]); }
static inline V KERNEL(where)(I mask, V yes, V no) { return (V)((mask & (I)yes) | (~mask & (I)no)); }

/* --- entry by entry ---------------------------------------------------------------------------------------------- */

static inline V KERNEL(positive)(V x) { return x; }
static inline V KERNEL(negative)(V x) { return -x; }
static inline V KERNEL(square)(V x) { return x * x; }
static inline V KERNEL(absolute)(V x) { return (V)((I)x & ~(I)KERNEL(spread)(-0.0)); }
static inline V KERNEL(sign)(V x) {
    const V one = KERNEL(spread)(1.0), zero = KERNEL(spread)(0.0);
    V step = (V)((I)one & (x > zero)) - (V)((I)one & (x < zero));
    return KERNEL(where)(x != x, x, step);
}
static inline V KERNEL(add)(V x, V y) { return x + y; }
static inline V KERNEL(subtract)(V x, V y) { return x - y; }
static inline V KERNEL(multiply)(V x, V y) { return x * y; }
static inline V KERNEL(divide)(V x, V y) { return x / y; }
static inline V KERNEL(maximum)(V x, V y) { return KERNEL(where)((x > y) | (x != x), x, y); }
static inline V KERNEL(minimum)(V x, V y) { return KERNEL(where)((x < y) | (x != x), x, y); }

/* exp: x = n ln 2 + r with |r| <= ln 2 / 2, exp(r) by its series, 2^n in two factors so that it ends in 0 and in inf as
   it should. nan goes through. The series is summed in pairs, pairs of pairs, …, which waits for fewer sums than one
   term after the other. */
static inline V KERNEL(exp)(V x) {
    const V ties = KERNEL(spread)(ROUNDS), bias = KERNEL(spread)(ROUNDS + 1023.0);
    x = KERNEL(where)(x > KERNEL(spread)(710.0), KERNEL(spread)(710.0), x);
    x = KERNEL(where)(x < KERNEL(spread)(-746.0), KERNEL(spread)(-746.0), x);
    V n = (x * KERNEL(spread)(1.4426950408889634) + ties) - ties;
    V r = (x - n * KERNEL(spread)(LN2_HIGH)) - n * KERNEL(spread)(LN2_LOW);
    V r2 = r * r, r4 = r2 * r2, pair[7];
    for (int i = 0; i < 7; i++)
        pair[i] = KERNEL(spread)(EXP_SERIES[2 * i]) + KERNEL(spread)(EXP_SERIES[2 * i + 1]) * r;
    V low = (pair[0] + pair[1] * r2) + (pair[2] + pair[3] * r2) * r4;
    V high = (pair[4] + pair[5] * r2) + pair[6] * r4;
    V p = low + high * (r4 * r4);
    V half = (n * KERNEL(spread)(0.5) + ties) - ties;
    I first = (I)(half + bias) << 52, second = (I)((n - half) + bias) << 52;
    return (p * (V)first) * (V)second;
}

static inline V KERNEL(polynomial)(V x, const double *c, int degree) {
    V p = KERNEL(spread)(c[degree]);
    for (int i = degree - 1; i >= 0; i--) p = p * x + KERNEL(spread)(c[i]);
    return p;
}

/* tanh: x + x^3 P(x^2) / Q(x^2) for |x| <= 0.625, else 1 - 2 / (exp(2|x|) + 1) with the sign of x. */
static inline V KERNEL(tanh)(V x) {
    const I sign = (I)KERNEL(spread)(-0.0);
    V size = (V)((I)x & ~sign), square = x * x;
    V small = x + x * (square * (KERNEL(polynomial)(square, TANH_ABOVE, 2) / KERNEL(polynomial)(square, TANH_BELOW, 3)));
    V one = KERNEL(spread)(1.0), two = KERNEL(spread)(2.0);
    V large = one - two / (KERNEL(exp)(size + size) + one);
    large = (V)((I)large | ((I)x & sign));
    return KERNEL(where)(size > KERNEL(spread)(0.625), large, small);
}

/* The ways that a row's operands may run along memory, as tape.c numbers them. */
#define FLAT_ROW(name, fours, ones)                                                                         \
    static void KERNEL(name##_four)(const op *p) {                                                          \
        const double *a = p->a, *b = p->b;                                                                  \
        const int j = 0;                                                                                    \
        (void)b;                                                                                            \
        KERNEL(store)(p->o, fours);                                                                         \
    }                                                                                                       \
    static INLINE void KERNEL(name)(const op *p, double *o, const double *a, const double *b) {             \
        const int64_t n = p->n1;                                                                            \
        int64_t j = 0;                                                                                      \
        (void)b;                                                                                            \
        for (; j + 4 <= n; j += 4) KERNEL(store)(o + j, fours);                                             \
        for (; j < n; j++) o[j] = (ones)[0];                                                                \
    }                                                                                                       \
    ROWS(name)                                                                                              \
    static void KERNEL(name##_once)(const op *p) { KERNEL(name)(p, p->o, p->a, p->b); }
#define ANY_ROW(name, value)                                                                                \
    static INLINE void KERNEL(name)(const op *p, double *o, const double *a, const double *b) {             \
        (void)b;                                                                                            \
        for (int64_t j = 0; j < p->n1; j++) o[j * p->o1] = value;                                           \
    }                                                                                                       \
    ROWS(name)
#define ROWS(name)                                                                                          \
    static void KERNEL(name##_rows)(const op *p) {                                                          \
        for (int64_t i = 0; i < p->n0; i++)                                                                 \
            KERNEL(name)(p, p->o + i * p->o0, p->a + i * p->a0, p->b + i * p->b0);                          \
    }
#define ALL(x) KERNEL(spread)(x)
#define FOUR(x) KERNEL(load)(x)
#define UNARY(f)                                                                                            \
    FLAT_ROW(f##_flat, KERNEL(f)(FOUR(a + j)), KERNEL(f)(ALL(a[j])))                                        \
    ANY_ROW(f##_any, KERNEL(f)(ALL(a[j * p->a1]))[0])
#define BINARY(f)                                                                                           \
    FLAT_ROW(f##_flat, KERNEL(f)(FOUR(a + j), FOUR(b + j)), KERNEL(f)(ALL(a[j]), ALL(b[j])))                \
    FLAT_ROW(f##_left, KERNEL(f)(ALL(*a), FOUR(b + j)), KERNEL(f)(ALL(*a), ALL(b[j])))                      \
    FLAT_ROW(f##_right, KERNEL(f)(FOUR(a + j), ALL(*b)), KERNEL(f)(ALL(a[j]), ALL(*b)))                     \
    ANY_ROW(f##_any, KERNEL(f)(ALL(a[j * p->a1]), ALL(b[j * p->b1]))[0])
#define PLAIN(f)                                                                                            \
    static INLINE void KERNEL(f)(const op *p, double *o, const double *a, const double *b) {                \
        int64_t j = 0;                                                                                      \
        (void)b;                                                                                            \
        if (p->a1 == 1 && p->o1 == 1) {                                                                     \
            _Pragma("GCC ivdep") for (; j < p->n1; j++) o[j] = f(a[j]);                                     \
        }                                                                                                   \
        for (; j < p->n1; j++) o[j * p->o1] = f(a[j * p->a1]);                                              \
    }                                                                                                       \
    ROWS(f)
UNARY(positive) UNARY(negative) UNARY(square) UNARY(absolute) UNARY(sign) UNARY(exp) UNARY(tanh)
BINARY(add) BINARY(subtract) BINARY(multiply) BINARY(divide) BINARY(maximum) BINARY(minimum)
PLAIN(sqrt) PLAIN(log) PLAIN(log1p)
ANY_ROW(power, pow(a[j * p->a1], b[j * p->b1]))

#define OPERANDS double *o = p->o; const double *a = p->a, *b = p->b

/* --- products ---------------------------------------------------------------------------------------------------- */

/* o[m, n] = sum over k of a[m, k] b[k, n], where n runs along memory in b and o: `rows` rows and 4 * `fours` columns. */
static INLINE void KERNEL(block)(const op *p, double *o, const double *a, const double *b, const int rows, const int fours) {
    V s[4][2] = {{{0}}};
    for (int64_t k = p->k; k; k--, a += p->a1, b += p->b0)
        for (int i = 0; i < rows; i++) {
            V w = KERNEL(spread)(a[i * p->a0]);
            for (int f = 0; f < fours; f++) s[i][f] += w * KERNEL(load)(b + 4 * f);
        }
    for (int i = 0; i < rows; i++)
        for (int f = 0; f < fours; f++) KERNEL(store)(o + i * p->o0 + 4 * f, s[i][f]);
}

static INLINE void KERNEL(columns)(const op *p, double *o, const double *a, const double *b, const int fours) {
    int64_t m = 0;
    for (; m + 4 <= p->n0; m += 4) KERNEL(block)(p, o + m * p->o0, a + m * p->a0, b, 4, fours);
    for (; m < p->n0; m++) KERNEL(block)(p, o + m * p->o0, a + m * p->a0, b, 1, fours);
}

static void KERNEL(dot_along_n)(const op *p) {
    OPERANDS;
    int64_t n = 0;
    for (; n + 8 <= p->n1; n += 8) KERNEL(columns)(p, o + n, a, b + n, 2);
    for (; n + 4 <= p->n1; n += 4) KERNEL(columns)(p, o + n, a, b + n, 1);
    for (; n < p->n1; n++)
        for (int64_t m = 0; m < p->n0; m++) {
            double s = 0;
            const double *x = a + m * p->a0, *y = b + n;
            for (int64_t k = p->k; k; k--, x += p->a1, y += p->b0) s += *x * *y;
            o[m * p->o0 + n] = s;
        }
}

/* The four sums of four lanes each, each in the order of `sum`, and what is left of them after their fours; a row of a
   with four of b. */
static INLINE void KERNEL(four_sums)(const op *p, double *o, V s0, V s1, V s2, V s3, const double *a, const double *b, int64_t k) {
    V even = SHUFFLE(V, I, s0, s2, 0, 1, 4, 5) + SHUFFLE(V, I, s0, s2, 2, 3, 6, 7);
    V odd = SHUFFLE(V, I, s1, s3, 0, 1, 4, 5) + SHUFFLE(V, I, s1, s3, 2, 3, 6, 7);
    V sums = SHUFFLE(V, I, even, odd, 0, 4, 2, 6) + SHUFFLE(V, I, even, odd, 1, 5, 3, 7);
    for (; k < p->k; k++) sums += KERNEL(spread)(a[k]) * (V){b[k], b[p->b1 + k], b[2 * p->b1 + k], b[3 * p->b1 + k]};
    if (p->o1 == 1)
        KERNEL(store)(o, sums);
    else
        o[0] = sums[0], o[p->o1] = sums[1], o[2 * p->o1] = sums[2], o[3 * p->o1] = sums[3];
}

/* The sums over k of one row of a with four of b, where k runs along memory in both. */
static INLINE void KERNEL(along)(const op *p, double *o, const double *a, const double *b) {
    V s0 = {0}, s1 = {0}, s2 = {0}, s3 = {0};
    const double *b1 = b + p->b1, *b2 = b1 + p->b1, *b3 = b2 + p->b1;
    int64_t k = 0;
    for (; k + 4 <= p->k; k += 4) {
        V x = KERNEL(load)(a + k);
        s0 += x * KERNEL(load)(b + k), s1 += x * KERNEL(load)(b1 + k);
        s2 += x * KERNEL(load)(b2 + k), s3 += x * KERNEL(load)(b3 + k);
    }
    KERNEL(four_sums)(p, o, s0, s1, s2, s3, a, b, k);
}

/* The same of two rows of a. */
static INLINE void KERNEL(along_two)(const op *p, double *o, const double *a, const double *b) {
    V s0 = {0}, s1 = {0}, s2 = {0}, s3 = {0}, t0 = {0}, t1 = {0}, t2 = {0}, t3 = {0};
    const double *a1 = a + p->a0, *b1 = b + p->b1, *b2 = b1 + p->b1, *b3 = b2 + p->b1;
    int64_t k = 0;
    for (; k + 4 <= p->k; k += 4) {
        V x = KERNEL(load)(a + k), y = KERNEL(load)(a1 + k), w;
        w = KERNEL(load)(b + k), s0 += x * w, t0 += y * w;
        w = KERNEL(load)(b1 + k), s1 += x * w, t1 += y * w;
        w = KERNEL(load)(b2 + k), s2 += x * w, t2 += y * w;
        w = KERNEL(load)(b3 + k), s3 += x * w, t3 += y * w;
    }
    KERNEL(four_sums)(p, o, s0, s1, s2, s3, a, b, k);
    KERNEL(four_sums)(p, o + p->o0, t0, t1, t2, t3, a1, b, k);
}

/* The same product, where k runs along memory in a and b. */
static void KERNEL(dot_along_k)(const op *p) {
    OPERANDS;
    int64_t n = 0;
    for (; n + 4 <= p->n1; n += 4) {
        int64_t m = 0;
        for (; m + 2 <= p->n0; m += 2) KERNEL(along_two)(p, o + m * p->o0 + n * p->o1, a + m * p->a0, b + n * p->b1);
        for (; m < p->n0; m++) KERNEL(along)(p, o + m * p->o0 + n * p->o1, a + m * p->a0, b + n * p->b1);
    }
    for (; n < p->n1; n++)
        for (int64_t m = 0; m < p->n0; m++) {
            V s = {0};
            const double *x = a + m * p->a0, *y = b + n * p->b1;
            int64_t k = 0;
            for (; k + 4 <= p->k; k += 4) s += KERNEL(load)(x + k) * KERNEL(load)(y + k);
            double total = KERNEL(sum)(s);
            for (; k < p->k; k++) total += x[k] * y[k];
            o[m * p->o0 + n * p->o1] = total;
        }
}

/* The same product, however memory runs. */
static void KERNEL(dot_any)(const op *p) {
    OPERANDS;
    for (int64_t m = 0; m < p->n0; m++)
        for (int64_t n = 0; n < p->n1; n++) {
            double s = 0;
            for (int64_t k = 0; k < p->k; k++) s += a[m * p->a0 + k * p->a1] * b[k * p->b0 + n * p->b1];
            o[m * p->o0 + n * p->o1] = s;
        }
}

/* --- others ------------------------------------------------------------------------------------------------------ */

/* o[f, r] = a[f, rows[r]], as rows stand in b; those that are none are the nearest ones. */
static INLINE int64_t KERNEL(nearest)(const op *p, int64_t row) { return row < 0 ? 0 : row >= p->k ? p->k - 1 : row; }

static void KERNEL(take)(const op *p) {
    OPERANDS;
    const int64_t *rows = (const int64_t *)b;
    int64_t r = 0;
    for (; r + 8 <= p->n1; r += 8) { /* a line of the cache of each f */
        int64_t at[8];
        for (int i = 0; i < 8; i++) at[i] = KERNEL(nearest)(p, rows[(r + i) * p->b1]) * p->a1;
        for (int64_t f = 0; f < p->n0; f++)
            for (int i = 0; i < 8; i++) o[f * p->o0 + (r + i) * p->o1] = a[f * p->a0 + at[i]];
    }
    for (; r < p->n1; r++) {
        int64_t row = KERNEL(nearest)(p, rows[r * p->b1]);
        for (int64_t f = 0; f < p->n0; f++) o[f * p->o0 + r * p->o1] = a[f * p->a0 + row * p->a1];
    }
}

/* o[n] = the largest of a[k, n]. */
static void KERNEL(largest)(const op *p) {
    OPERANDS;
    (void)b;
    for (int64_t j = 0; j < p->n1; j++) {
        double most = a[j * p->a1];
        for (int64_t k = 1; k < p->k; k++) {
            double x = a[k * p->a0 + j * p->a1];
            most = (most > x || most != most) ? most : x;
        }
        o[j * p->o1] = most;
    }
}

#define ONLY(f) {KERNEL(f), KERNEL(f), KERNEL(f), KERNEL(f), KERNEL(f), KERNEL(f), KERNEL(f), KERNEL(f), KERNEL(f), KERNEL(f)}
#define OF_ONE(f) {                                                                                         \
    KERNEL(f##_flat_four), KERNEL(f##_any_rows), KERNEL(f##_any_rows),                                      \
    KERNEL(f##_flat_once), KERNEL(f##_any_rows), KERNEL(f##_any_rows),                                      \
    KERNEL(f##_flat_rows), KERNEL(f##_any_rows), KERNEL(f##_any_rows), KERNEL(f##_any_rows)}
#define OF_TWO(f) {                                                                                         \
    KERNEL(f##_flat_four), KERNEL(f##_left_four), KERNEL(f##_right_four),                                   \
    KERNEL(f##_flat_once), KERNEL(f##_left_once), KERNEL(f##_right_once),                                   \
    KERNEL(f##_flat_rows), KERNEL(f##_left_rows), KERNEL(f##_right_rows), KERNEL(f##_any_rows)}
static kernel *const KERNEL(all)[CODES][WAYS] = { /* as the codes stand */
    OF_ONE(positive), OF_ONE(negative), OF_ONE(square), OF_ONE(absolute), OF_ONE(sign), ONLY(sqrt_rows), ONLY(log_rows),
    ONLY(log1p_rows), OF_ONE(exp), OF_ONE(tanh), OF_TWO(add), OF_TWO(subtract), OF_TWO(multiply), OF_TWO(divide),
    OF_TWO(maximum), OF_TWO(minimum), ONLY(power_rows), ONLY(dot_along_n), ONLY(dot_along_k), ONLY(dot_any), ONLY(take),
    ONLY(largest),
};

#undef V
#undef I
#undef OPERANDS
#undef FLAT_ROW
#undef ANY_ROW
#undef ROWS
#undef ALL
#undef FOUR
#undef UNARY
#undef BINARY
#undef PLAIN
#undef ONLY
#undef OF_ONE
#undef OF_TWO
