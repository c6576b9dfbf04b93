// One gradient of squared loss by hand: what C with intrinsics reaches on this machine.
//
//   g = (2/m) Xᵀ(Xθ − y), returned: J = (1/m) Σ (xᵢ·θ − yᵢ)²
//
// X is read once. m is a multiple of 64 and d of 8: the benchmarks' shapes are, and a tail would prove nothing.
#include <immintrin.h>
#include <stddef.h>
#include <string.h>

#if defined(__AVX512F__)
typedef __m512d vec;
#define W 8
#define ZERO() _mm512_setzero_pd()
#define ALL(a) _mm512_set1_pd(a)
#define LOAD(p) _mm512_loadu_pd(p)
#define WIDEN(p) _mm512_cvtps_pd(_mm256_loadu_ps(p))
#define STORE(p, a) _mm512_storeu_pd(p, a)
#define ADD(a, b) _mm512_add_pd(a, b)
#define SUB(a, b) _mm512_sub_pd(a, b)
#define FMA(a, b, c) _mm512_fmadd_pd(a, b, c)
static inline double sum(vec a) { return _mm512_reduce_add_pd(a); }
#elif defined(__AVX2__) && defined(__FMA__)
typedef __m256d vec;
#define W 4
#define ZERO() _mm256_setzero_pd()
#define ALL(a) _mm256_set1_pd(a)
#define LOAD(p) _mm256_loadu_pd(p)
#define WIDEN(p) _mm256_cvtps_pd(_mm_loadu_ps(p))
#define STORE(p, a) _mm256_storeu_pd(p, a)
#define ADD(a, b) _mm256_add_pd(a, b)
#define SUB(a, b) _mm256_sub_pd(a, b)
#define FMA(a, b, c) _mm256_fmadd_pd(a, b, c)
static inline double sum(vec a) {
  __m128d pair = _mm_add_pd(_mm256_castpd256_pd128(a), _mm256_extractf128_pd(a, 1));
  return _mm_cvtsd_f64(_mm_add_sd(pair, _mm_unpackhi_pd(pair, pair)));
}
#else
#error "neither AVX-512 nor AVX2 with FMA"
#endif

enum { PANEL = 64, UNROLL = 8, PART = UNROLL * W, TILE_BYTES = 8192 };

// The limit: X is only read. n is a multiple of 64.
double read_limit(const double *x, size_t n) {
  vec a[UNROLL];
  for (int k = 0; k < UNROLL; k++) a[k] = ZERO();
  for (size_t i = 0; i != n; i += PART)
    for (int k = 0; k < UNROLL; k++) a[k] = ADD(a[k], LOAD(x + i + W * k));
  for (int k = 1; k < UNROLL; k++) a[0] = ADD(a[0], a[k]);
  return sum(a[0]);
}

// Panels of 64 rows, feature after feature inside a panel. With 16 registers (AVX2) a panel is taken in two parts.
// lanes: W·d doubles of scratch.
#define PANELS(NAME, VALUE, GET)                                                                                   \
double NAME(const VALUE *x, const double *y, const double *theta, double *g, double *lanes, size_t m, size_t d) {  \
  vec losses = ZERO();                                                                                             \
  memset(lanes, 0, W * d * sizeof(double));                                                                        \
  for (size_t i = 0; i != m; i += PANEL, x += PANEL * d) {                                                         \
    for (size_t part = 0; part != PANEL; part += PART) {                                                           \
      vec e[UNROLL];                                                                                               \
      for (int k = 0; k < UNROLL; k++) e[k] = ZERO();                                                              \
      for (size_t j = 0; j != d; j++) {                                                                            \
        const VALUE *c = x + PANEL * j + part;                                                                     \
        vec t = ALL(theta[j]);                                                                                     \
        for (int k = 0; k < UNROLL; k++) e[k] = FMA(GET(c + W * k), t, e[k]);                                      \
      }                                                                                                            \
      for (int k = 0; k < UNROLL; k++) {                                                                           \
        e[k] = SUB(e[k], LOAD(y + i + part + W * k));                                                              \
        losses = FMA(e[k], e[k], losses);                                                                          \
      }                                                                                                            \
      for (size_t j = 0; j != d; j++) {                                                                            \
        const VALUE *c = x + PANEL * j + part;                                                                     \
        vec even = LOAD(lanes + W * j), odd = ZERO();                                                              \
        for (int k = 0; k < UNROLL; k += 2) even = FMA(GET(c + W * k), e[k], even);                                \
        for (int k = 1; k < UNROLL; k += 2) odd = FMA(GET(c + W * k), e[k], odd);                                  \
        STORE(lanes + W * j, ADD(even, odd));                                                                      \
      }                                                                                                            \
    }                                                                                                              \
  }                                                                                                                \
  for (size_t j = 0; j != d; j++) g[j] = 2.0 / m * sum(LOAD(lanes + W * j));                                       \
  return sum(losses) / m;                                                                                          \
}

PANELS(panels, double, LOAD)
PANELS(panels32, float, WIDEN)

// g += Xᵀe for eight rows
static inline void accumulate8(const double *x, const double *e, double *g, size_t d) {
  vec b[8];
  for (int r = 0; r < 8; r++) b[r] = ALL(e[r]);
  for (size_t j = 0; j != d; j += W) {
    vec even = LOAD(g + j), odd = ZERO();
    for (int r = 0; r < 8; r += 2) even = FMA(LOAD(x + r * d + j), b[r], even);
    for (int r = 1; r < 8; r += 2) odd = FMA(LOAD(x + r * d + j), b[r], odd);
    STORE(g + j, ADD(even, odd));
  }
}

// g += Xᵀe for four rows
static inline void accumulate4(const double *x, const double *e, double *g, size_t d) {
  vec b[4];
  for (int r = 0; r < 4; r++) b[r] = ALL(e[r]);
  for (size_t j = 0; j != d; j += W) {
    vec t = LOAD(g + j);
    for (int r = 0; r < 4; r++) t = FMA(LOAD(x + r * d + j), b[r], t);
    STORE(g + j, t);
  }
}

static double finish(double *g, double losses, size_t m, size_t d) {
  for (size_t j = 0; j != d; j++) g[j] *= 2.0 / m;
  return losses / m;
}

// Row after row, eight at a time: eight dots side by side, errors, accumulate. The best form for X in a cache.
double rows_blocked(const double *x, const double *y, const double *theta, double *g, size_t m, size_t d) {
  double losses = 0;
  memset(g, 0, d * sizeof(double));
  for (size_t i = 0; i != m; i += 8, x += 8 * d) {
    vec a[8];
    double e[8];
    for (int r = 0; r < 8; r++) a[r] = ZERO();
    for (size_t j = 0; j != d; j += W) {
      vec t = LOAD(theta + j);
      for (int r = 0; r < 8; r++) a[r] = FMA(LOAD(x + r * d + j), t, a[r]);
    }
    for (int r = 0; r < 8; r++) {
      e[r] = sum(a[r]) - y[i + r];
      losses += e[r] * e[r];
    }
    accumulate8(x, e, g, d);
  }
  return finish(g, losses, m, d);
}

// x·θ in address order; several chains, as one would wait for each FMA
static inline double dot(const double *x, const double *theta, size_t d) {
  vec a0 = ZERO(), a1 = ZERO(), a2 = ZERO(), a3 = ZERO();
  size_t j = 0;
  for (; j + 4 * W <= d; j += 4 * W) {
    a0 = FMA(LOAD(x + j), LOAD(theta + j), a0);
    a1 = FMA(LOAD(x + j + W), LOAD(theta + j + W), a1);
    a2 = FMA(LOAD(x + j + 2 * W), LOAD(theta + j + 2 * W), a2);
    a3 = FMA(LOAD(x + j + 3 * W), LOAD(theta + j + 3 * W), a3);
  }
  for (; j != d; j += W) a0 = FMA(LOAD(x + j), LOAD(theta + j), a0);
  return sum(ADD(ADD(a0, a1), ADD(a2, a3)));
}

// Tiles of 8 KB, at least four rows: predict touches memory in ascending order, accumulate reads it again from the cache. The best form for
// X in memory.
double rows_in_order(const double *x, const double *y, const double *theta, double *g, size_t m, size_t d) {
  double e[PANEL];
  double losses = 0;
  // 4, 8, 16, 32 or 64: these divide m.
  size_t tile = 4;
  while (tile != PANEL && 2 * tile * d * sizeof(double) <= TILE_BYTES) tile *= 2;
  memset(g, 0, d * sizeof(double));
  for (size_t i = 0; i != m; i += tile, x += tile * d) {
    for (size_t r = 0; r != tile; r++) {
      e[r] = dot(x + r * d, theta, d) - y[i + r];
      losses += e[r] * e[r];
    }
    if (tile == 4)
      accumulate4(x, e, g, d);
    else
      for (size_t r = 0; r != tile; r += 8) accumulate8(x + r * d, e + r, g, d);
  }
  return finish(g, losses, m, d);
}
