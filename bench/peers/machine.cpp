// What this machine can do: reading and triad bandwidth, latency of dependent reads beyond the caches, multiply-adds with
// 128-bit vectors. One thread, by its processor time. Each task answers with its figure.
#include <immintrin.h>

#include <numeric>

#include "driver.h"

static const size_t bigCount = size_t(32) << 20;

static double seconds(const std::function<void()> &work) {
  double start = Driver::processMs();
  work();
  return (Driver::processMs() - start) / 1e3;
}

static double readBandwidth(const std::vector<float> &a) {
  double time = seconds([&] {
    __m128i sum[8] = {};
    for (size_t i = 0; i < a.size(); i += 32)
      for (int k = 0; k < 8; k++)
        sum[k] = _mm_xor_si128(sum[k], _mm_loadu_si128(reinterpret_cast<const __m128i *>(&a[i + k * 4])));
    for (int k = 1; k < 8; k++) sum[0] = _mm_xor_si128(sum[0], sum[k]);
    consume(_mm_cvtsi128_si32(sum[0]));
  });
  return a.size() * 4 / time / 1e9;
}

static double triad(std::vector<float> &a, const std::vector<float> &b, const std::vector<float> &c) {
  double time = seconds([&] {
    for (size_t i = 0; i < a.size(); i++) a[i] = b[i] + 1.5f * c[i];
  });
  consume(a[a.size() / 2]);
  return a.size() * 12 / time / 1e9;
}

// A ring through 256 MB in random order, 64 bytes a step (Sattolo's shuffle, so that it is one ring).
static std::vector<uint32_t> ring() {
  size_t lines = size_t(1) << 22;
  std::vector<uint32_t> order(lines), next(lines * 16);
  std::iota(order.begin(), order.end(), 0u);
  uint64_t state = 88172645463325252ull;
  for (size_t i = lines - 1; i > 0; i--) {
    state ^= state << 13, state ^= state >> 7, state ^= state << 17;
    std::swap(order[i], order[state % i]);
  }
  for (size_t i = 0; i < lines; i++) next[size_t(order[i]) * 16] = order[(i + 1) % lines] * 16;
  return next;
}

static double latency(const std::vector<uint32_t> &next) {
  const int steps = 1 << 20;
  double time = seconds([&] {
    uint32_t at = 0;
    for (int i = 0; i < steps; i++) at = next[at];
    consume(at);
  });
  return time / steps * 1e9;
}

static double multiplyAdds() {
  const int rounds = 10000000;
  double time = seconds([&] {
    __m128 a = _mm_set1_ps(0.999f), b = _mm_set1_ps(0.5f), sum[12];
    for (int k = 0; k < 12; k++) sum[k] = _mm_set1_ps(float(k));
    for (int i = 0; i < rounds; i++)
#pragma GCC unroll 12
      for (int k = 0; k < 12; k++) sum[k] = _mm_fmadd_ps(sum[k], a, b);
    for (int k = 1; k < 12; k++) sum[0] = _mm_add_ps(sum[0], sum[k]);
    consume(_mm_cvtss_f32(sum[0]));
  });
  return double(rounds) * 12 * 8 / time / 1e9;
}

int main() {
  std::vector<float> a(bigCount, 1), b(bigCount, 2), c(bigCount, 3);
  std::vector<uint32_t> next = ring();
  Driver driver;
  driver.answering("readGbPerSecond", [&](int) { return Driver::Answer{readBandwidth(a)}; });
  driver.answering("triadGbPerSecond", [&](int) { return Driver::Answer{triad(a, b, c)}; });
  driver.answering("latencyNs", [&](int) { return Driver::Answer{latency(next)}; });
  driver.answering("multiplyAddGflops", [&](int) { return Driver::Answer{multiplyAdds()}; });
  return driver.serve();
}
