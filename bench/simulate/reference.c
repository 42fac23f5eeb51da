/* What the machine allows: the products of the simulators with Gaussian matrices, every entry drawn when it is needed
 * and never stored, in C with AVX2. The same numbers (Threefry 4x32-12, two normals from a word) as src/math/random.ts
 * and src/math/normal-transform.ts, in float32.
 *
 * Reads lines "PROGRAM N SECONDS" and answers each with "TRIALS CPU_SECONDS", or "none" for a program that it has not.
 * One thread. cc -O3 -mavx2 -mfma reference.c -lm */
#include <immintrin.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define MOST 16
typedef struct { uint32_t k[5]; } Key;

static Key key_of(uint32_t seed, uint32_t variable, uint32_t trial) {
  Key key = {{seed, variable, trial, 0, 0}};
  key.k[4] = key.k[0] ^ key.k[1] ^ key.k[2] ^ key.k[3] ^ 0x1bd11bda;
  return key;
}

#define ROTATE(x, r) _mm256_or_si256(_mm256_slli_epi32(x, r), _mm256_srli_epi32(x, 32 - (r)))
#define ADD _mm256_add_epi32
#define EVEN(r, s) a = ADD(a, b); b = _mm256_xor_si256(ROTATE(b, r), a); c = ADD(c, d); d = _mm256_xor_si256(ROTATE(d, s), c);
#define ODD(r, s) a = ADD(a, d); d = _mm256_xor_si256(ROTATE(d, r), a); c = ADD(c, b); b = _mm256_xor_si256(ROTATE(b, s), c);
#define SET(x) _mm256_set1_epi32((int)(x))

/* The words of the blocks first, .., first + 7 of a row: words[w] holds word w of each. */
static inline void draw_words(const Key *key, uint32_t first, uint32_t row, __m256i words[4]) {
  const uint32_t *k = key->k;
  __m256i a = ADD(_mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7), SET(first + k[0]));
  __m256i b = SET(row + k[1]), c = SET(k[2]), d = SET(k[3]);
  EVEN(10, 26) ODD(11, 21) EVEN(13, 27) ODD(23, 5)
  a = ADD(a, SET(k[1])); b = ADD(b, SET(k[2])); c = ADD(c, SET(k[3])); d = ADD(d, SET(k[4] + 1));
  EVEN(6, 20) ODD(17, 11) EVEN(25, 10) ODD(18, 20)
  a = ADD(a, SET(k[2])); b = ADD(b, SET(k[3])); c = ADD(c, SET(k[4])); d = ADD(d, SET(k[0] + 2));
  EVEN(10, 26) ODD(11, 21) EVEN(13, 27) ODD(23, 5)
  words[0] = ADD(a, SET(k[3])); words[1] = ADD(b, SET(k[4])); words[2] = ADD(c, SET(k[0])); words[3] = ADD(d, SET(k[1] + 3));
}

#define NUMBER(x) _mm256_set1_ps(x)
#define FMA _mm256_fmadd_ps

/* Two normal numbers of each of eight words. */
static inline void normals(__m256i word, __m256 *first, __m256 *second) {
  __m256 f = _mm256_add_ps(_mm256_cvtepi32_ps(_mm256_srli_epi32(word, 12)), NUMBER(0.5f));
  __m256i bits = _mm256_castps_si256(f);
  __m256 exponent = _mm256_cvtepi32_ps(_mm256_sub_epi32(SET(21 + 127), _mm256_srli_epi32(bits, 23)));
  __m256 m = _mm256_castsi256_ps(_mm256_or_si256(_mm256_and_si256(bits, SET(0x7fffff)), SET(0x3f800000)));
  __m256 bend = FMA(NUMBER(0.113857365f), m, NUMBER(-0.900691965f));
  bend = FMA(bend, m, NUMBER(2.95853988f));
  bend = FMA(bend, m, NUMBER(-4.27863636f));
  bend = FMA(bend, m, NUMBER(2.10693108f));
  __m256 r = _mm256_sqrt_ps(FMA(_mm256_sub_ps(exponent, m), NUMBER(1.38629436f), bend));
  __m256i low = _mm256_srai_epi32(_mm256_slli_epi32(word, 20), 20);
  __m256 angle = _mm256_mul_ps(_mm256_add_ps(_mm256_cvtepi32_ps(low), NUMBER(0.5f)), NUMBER(1.0f / 2048));
  __m256 t = _mm256_mul_ps(angle, angle);
  __m256 cosine = FMA(NUMBER(-0.0190964058f), t, NUMBER(0.252581264f));
  cosine = FMA(cosine, t, NUMBER(-1.23348486f));
  cosine = FMA(cosine, t, NUMBER(0.999993311f));
  cosine = _mm256_xor_ps(cosine, _mm256_castsi256_ps(_mm256_slli_epi32(word, 31)));
  __m256 sine = FMA(NUMBER(-0.00433234239f), t, NUMBER(0.0794332045f));
  sine = FMA(sine, t, NUMBER(-0.645892455f));
  sine = FMA(sine, t, NUMBER(1.57079102f));
  *first = _mm256_mul_ps(r, cosine);
  *second = _mm256_mul_ps(r, _mm256_mul_ps(angle, sine));
}

/* Vectors with columns for coordinates are in drawing order: of 64 coordinates the first number of each of eight blocks,
 * then the second one, and so on. */

/* out[b] = W x[b]; x in drawing order, out in order. */
static void multiply(const Key *key, size_t n, float **x, float **out, int count) {
  float scale = 1 / sqrtf((float)n);
  for (size_t i = 0; i < n; i++) {
    __m256 sum[MOST];
    for (int b = 0; b < count; b++) sum[b] = NUMBER(0);
    for (size_t j = 0; j < n; j += 64) {
      __m256i words[4];
      __m256 z[8];
      draw_words(key, (uint32_t)(j / 8), (uint32_t)i, words);
      for (int w = 0; w < 4; w++) normals(words[w], z + 2 * w, z + 2 * w + 1);
      for (int b = 0; b < count; b++) {
        __m256 s = sum[b];
        for (int q = 0; q < 8; q++) s = FMA(z[q], _mm256_loadu_ps(x[b] + j + 8 * q), s);
        sum[b] = s;
      }
    }
    for (int b = 0; b < count; b++) {
      float parts[8], total = 0;
      _mm256_storeu_ps(parts, sum[b]);
      for (int l = 0; l < 8; l++) total += parts[l];
      out[b][i] = scale * total;
    }
  }
}

/* out = W^T y, out in drawing order. */
static void multiply_transposed(const Key *key, size_t n, const float *y, float *out) {
  float scale = 1 / sqrtf((float)n);
  memset(out, 0, n * sizeof *out);
  for (size_t i = 0; i < n; i++) {
    __m256 factor = NUMBER(scale * y[i]);
    for (size_t j = 0; j < n; j += 64) {
      __m256i words[4];
      draw_words(key, (uint32_t)(j / 8), (uint32_t)i, words);
      for (int w = 0; w < 4; w++) {
        __m256 first, second;
        float *to = out + j + 16 * w;
        normals(words[w], &first, &second);
        _mm256_storeu_ps(to, FMA(factor, first, _mm256_loadu_ps(to)));
        _mm256_storeu_ps(to + 8, FMA(factor, second, _mm256_loadu_ps(to + 8)));
      }
    }
  }
}

static void draw_vector(const Key *key, size_t n, float *out) {
  for (size_t j = 0; j < n; j += 64) {
    __m256i words[4];
    draw_words(key, (uint32_t)(j / 8), 0, words);
    for (int w = 0; w < 4; w++) {
      __m256 first, second;
      normals(words[w], &first, &second);
      _mm256_storeu_ps(out + j + 16 * w, first);
      _mm256_storeu_ps(out + j + 16 * w + 8, second);
    }
  }
}

static float mean_square(const float *x, size_t n) {
  float sum = 0;
  for (size_t i = 0; i < n; i++) sum += x[i] * x[i];
  return sum / (float)n;
}

/* One trial; the answer keeps the compiler from leaving anything out. */
static float run(const char *program, size_t n, uint32_t trial, float **v) {
  Key w = key_of(1, 0, trial);
  int inputs = !strcmp(program, "product") ? 1 : !strcmp(program, "product4") ? 4 : !strcmp(program, "perceptron") ? 16 : 0;
  float answer = 0;
  for (int b = 0; b < (inputs == 0 ? 1 : inputs); b++) {
    Key u = key_of(1, (1u << 30) + (uint32_t)b, trial);
    draw_vector(&u, n, v[b]);
  }
  if (inputs > 0) {
    if (inputs == 16) for (int b = 0; b < 16; b++) for (size_t i = 0; i < n; i++) v[b][i] = tanhf(v[b][i]);
    multiply(&w, n, v, v + MOST, inputs);
    for (int b = 0; b < inputs; b++) answer += mean_square(v[MOST + b], n);
    return answer;
  }
  float *g = v[1], *h = v[2], *k = v[3];
  multiply(&w, n, v, v + 1, 1);
  for (size_t i = 0; i < n; i++) g[i] = tanhf(g[i]);
  multiply_transposed(&w, n, g, h);
  for (size_t i = 0; i < n; i++) h[i] = fmaxf(h[i] + v[0][i], 0);
  multiply(&w, n, v + 2, v + 3, 1);
  return mean_square(k, n);
}

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

int main(void) {
  char program[32];
  size_t n;
  double seconds;
  volatile float sink = 0;
  while (scanf("%31s %zu %lf", program, &n, &seconds) == 3) {
    int known = !strcmp(program, "product") || !strcmp(program, "product4") || !strcmp(program, "perceptron") || !strcmp(program, "tied");
    if (!known || n % 64 != 0) {
      puts("none");
      fflush(stdout);
      continue;
    }
    float *v[2 * MOST];
    for (int b = 0; b < 2 * MOST; b++) v[b] = calloc(n, sizeof(float));
    uint32_t trials = 0;
    double start = now(), spent = 0;
    do {
      sink += run(program, n, trials++, v);
      spent = now() - start;
    } while (spent < seconds);
    for (int b = 0; b < 2 * MOST; b++) free(v[b]);
    printf("%u %.9f\n", trials, spent);
    fflush(stdout);
  }
  return 0;
}
