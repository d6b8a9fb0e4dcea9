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

static inline V KERNEL(polynomial)(V x, const double *c, int degree) {
    V p = KERNEL(spread)(c[degree]);
    for (int i = degree - 1; i >= 0; i--) p = p * x + KERNEL(spread)(c[i]);
    return p;
}

/* exp: x = n ln 2 + r with |r| <= ln 2 / 2, exp(r) by its series, 2^n in two factors so that it ends in 0 and in inf as
   it should. nan goes through. */
static inline V KERNEL(exp)(V x) {
    const V ties = KERNEL(spread)(ROUNDS), bias = KERNEL(spread)(ROUNDS + 1023.0);
    x = KERNEL(where)(x > KERNEL(spread)(710.0), KERNEL(spread)(710.0), x);
    x = KERNEL(where)(x < KERNEL(spread)(-746.0), KERNEL(spread)(-746.0), x);
    V n = (x * KERNEL(spread)(1.4426950408889634) + ties) - ties;
    V r = (x - n * KERNEL(spread)(LN2_HIGH)) - n * KERNEL(spread)(LN2_LOW);
    V p = KERNEL(polynomial)(r, EXP_SERIES, 13);
    V half = (n * KERNEL(spread)(0.5) + ties) - ties;
    I first = (I)(half + bias) << 52, second = (I)((n - half) + bias) << 52;
    return (p * (V)first) * (V)second;
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

#define SMOOTH(name)                                                                                        \
    static void KERNEL(name##_row)(double *o, int64_t so, const double *a, int64_t sa, int64_t n) {         \
        int64_t j = 0;                                                                                      \
        if (so == 1 && sa == 1)                                                                             \
            for (; j + 4 <= n; j += 4) KERNEL(store)(o + j, KERNEL(name)(KERNEL(load)(a + j)));             \
        for (; j < n; j++) o[j * so] = KERNEL(name)(KERNEL(spread)(a[j * sa]))[0];                          \
    }
SMOOTH(exp)
SMOOTH(tanh)
#undef SMOOTH

/* o[m, n] = sum over k of a[m, k] b[k, n], where n runs along memory in b and o. */
static void KERNEL(dot_along_n)(const entry *e, double *O, const double *A, const double *B) {
    const int64_t M = e->n0, N = e->n1, K = e->k, om = e->at[2].s0, am = e->at[0].s0, ak = e->at[0].s1, bk = e->at[1].s0;
    int64_t n = 0;
    for (; n + 8 <= N; n += 8) {
        int64_t m = 0;
        for (; m + 4 <= M; m += 4) {
            V s[4][2] = {{{0}}};
            const double *a = A + m * am, *b = B + n;
            for (int64_t k = 0; k < K; k++, a += ak, b += bk) {
                V left = KERNEL(load)(b), right = KERNEL(load)(b + 4);
                for (int i = 0; i < 4; i++) {
                    V w = KERNEL(spread)(a[i * am]);
                    s[i][0] += w * left;
                    s[i][1] += w * right;
                }
            }
            for (int i = 0; i < 4; i++) {
                KERNEL(store)(O + (m + i) * om + n, s[i][0]);
                KERNEL(store)(O + (m + i) * om + n + 4, s[i][1]);
            }
        }
        for (; m < M; m++) {
            V s[2] = {{0}};
            const double *a = A + m * am, *b = B + n;
            for (int64_t k = 0; k < K; k++, a += ak, b += bk) {
                V w = KERNEL(spread)(*a);
                s[0] += w * KERNEL(load)(b);
                s[1] += w * KERNEL(load)(b + 4);
            }
            KERNEL(store)(O + m * om + n, s[0]);
            KERNEL(store)(O + m * om + n + 4, s[1]);
        }
    }
    for (; n + 4 <= N; n += 4)
        for (int64_t m = 0; m < M; m++) {
            V s = {0};
            const double *a = A + m * am, *b = B + n;
            for (int64_t k = 0; k < K; k++, a += ak, b += bk) s += KERNEL(spread)(*a) * KERNEL(load)(b);
            KERNEL(store)(O + m * om + n, s);
        }
    for (; n < N; n++)
        for (int64_t m = 0; m < M; m++) {
            double s = 0;
            const double *a = A + m * am, *b = B + n;
            for (int64_t k = 0; k < K; k++, a += ak, b += bk) s += *a * *b;
            O[m * om + n] = s;
        }
}

/* The sums over k of one row of a with `count` rows of b, 4 at most, where k runs along memory in both. */
static inline void KERNEL(along)(double *O, int64_t on, const double *a, const double *b, int64_t bn, int64_t K, int count) {
    V s[4] = {{0}};
    int64_t k = 0;
    for (; k + 4 <= K; k += 4) {
        V x = KERNEL(load)(a + k);
        for (int i = 0; i < count; i++) s[i] += x * KERNEL(load)(b + i * bn + k);
    }
    for (int i = 0; i < count; i++) {
        double total = KERNEL(sum)(s[i]);
        for (int64_t rest = k; rest < K; rest++) total += a[rest] * b[i * bn + rest];
        O[i * on] = total;
    }
}

/* The same product, where k runs along memory in a and b. */
static void KERNEL(dot_along_k)(const entry *e, double *O, const double *A, const double *B) {
    const int64_t M = e->n0, N = e->n1, K = e->k, om = e->at[2].s0, on = e->at[2].s1, am = e->at[0].s0, bn = e->at[1].s1;
    for (int64_t m = 0; m < M; m++) {
        int64_t n = 0;
        for (; n + 4 <= N; n += 4) KERNEL(along)(O + m * om + n * on, on, A + m * am, B + n * bn, bn, K, 4);
        for (; n < N; n++) KERNEL(along)(O + m * om + n * on, on, A + m * am, B + n * bn, bn, K, 1);
    }
}

/* The same product, however memory runs. */
static void KERNEL(dot_any)(const entry *e, double *O, const double *A, const double *B) {
    const operand *a = &e->at[0], *b = &e->at[1], *o = &e->at[2];
    for (int64_t m = 0; m < e->n0; m++)
        for (int64_t n = 0; n < e->n1; n++) {
            double s = 0;
            for (int64_t k = 0; k < e->k; k++) s += A[m * a->s0 + k * a->s1] * B[k * b->s0 + n * b->s1];
            O[m * o->s0 + n * o->s1] = s;
        }
}

#define ROWS                                                                                                \
    for (int64_t i = 0; i < e->n0; i++, o += e->at[2].s0, a += e->at[0].s0, b += e->at[1].s0)
#define ONE(F)                                                                                              \
    ROWS {                                                                                                  \
        if (sa == 1 && so == 1) {                                                                           \
            _Pragma("GCC ivdep") for (int64_t j = 0; j < n; j++) { double x = a[j]; o[j] = F; }             \
        } else                                                                                              \
            for (int64_t j = 0; j < n; j++) { double x = a[j * sa]; o[j * so] = F; }                        \
    }                                                                                                       \
    break
#define TWO(F)                                                                                              \
    ROWS {                                                                                                  \
        if (sa == 1 && sb == 1 && so == 1) {                                                                \
            _Pragma("GCC ivdep") for (int64_t j = 0; j < n; j++) { double x = a[j], y = b[j]; o[j] = F; }   \
        } else if (sa == 0 && sb == 1 && so == 1) {                                                         \
            double x = *a;                                                                                  \
            _Pragma("GCC ivdep") for (int64_t j = 0; j < n; j++) { double y = b[j]; o[j] = F; }             \
        } else if (sa == 1 && sb == 0 && so == 1) {                                                         \
            double y = *b;                                                                                  \
            _Pragma("GCC ivdep") for (int64_t j = 0; j < n; j++) { double x = a[j]; o[j] = F; }             \
        } else                                                                                              \
            for (int64_t j = 0; j < n; j++) { double x = a[j * sa], y = b[j * sb]; o[j * so] = F; }         \
    }                                                                                                       \
    break

/* One entry of a table that `check` has passed. */
static void KERNEL(one)(const entry *e, const buffer *buffers) {
    const double *a = buffers[e->at[0].buffer].at + e->at[0].first, *b = buffers[e->at[1].buffer].at + e->at[1].first;
    double *o = buffers[e->at[2].buffer].at + e->at[2].first;
    const int64_t n = e->n1, sa = e->at[0].s1, sb = e->at[1].s1, so = e->at[2].s1;
    switch (e->code) {
    case POSITIVE: ONE(x);
    case NEGATIVE: ONE(-x);
    case SQUARE: ONE(x * x);
    case ABSOLUTE: ONE(fabs(x));
    case SIGN: ONE(x != x ? x : (double)((x > 0) - (x < 0)));
    case SQRT: ONE(sqrt(x));
    case LOG: ONE(log(x));
    case LOG1P: ONE(log1p(x));
    case EXP: ROWS KERNEL(exp_row)(o, so, a, sa, n); break;
    case TANH: ROWS KERNEL(tanh_row)(o, so, a, sa, n); break;
    case ADD: TWO(x + y);
    case SUBTRACT: TWO(x - y);
    case MULTIPLY: TWO(x * y);
    case DIVIDE: TWO(x / y);
    case MAXIMUM: TWO((x > y || x != x) ? x : y);
    case MINIMUM: TWO((x < y || x != x) ? x : y);
    case POWER: TWO(pow(x, y));
    case DOT_ALONG_N: KERNEL(dot_along_n)(e, o, a, b); break;
    case DOT_ALONG_K: KERNEL(dot_along_k)(e, o, a, b); break;
    case DOT_ANY: KERNEL(dot_any)(e, o, a, b); break;
    case TAKE: { /* o[f, r] = a[f, rows[r]], as rows stand in b; those that are none are the nearest ones */
        const int64_t *rows = (const int64_t *)b;
        for (int64_t r = 0; r < n; r++) {
            int64_t row = rows[r * sb];
            row = row < 0 ? 0 : row >= e->k ? e->k - 1 : row;
            for (int64_t f = 0; f < e->n0; f++) o[f * e->at[2].s0 + r * so] = a[f * e->at[0].s0 + row * sa];
        }
        break;
    }
    case LARGEST: /* o[n] = the largest of a[k, n] */
        for (int64_t j = 0; j < n; j++) {
            double most = a[j * sa];
            for (int64_t k = 1; k < e->k; k++) {
                double x = a[k * e->at[0].s0 + j * sa];
                most = (most > x || most != most) ? most : x;
            }
            o[j * so] = most;
        }
        break;
    }
}

static void KERNEL(run)(const entry *table, int64_t count, const buffer *buffers) {
    for (int64_t i = 0; i < count; i++) KERNEL(one)(table + i, buffers);
}

#undef ROWS
#undef ONE
#undef TWO
#undef V
#undef I
