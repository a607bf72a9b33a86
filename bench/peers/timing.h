// What the drivers of the peers share: reading rows, timing, printing.
#pragma once
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <vector>

template <class T>
std::vector<T> readRows(const char *path) {
  FILE *file = std::fopen(path, "rb");
  if (!file) std::exit(2);
  std::fseek(file, 0, SEEK_END);
  std::vector<T> values(std::ftell(file) / sizeof(T));
  std::rewind(file);
  if (std::fread(values.data(), sizeof(T), values.size(), file) != values.size()) std::exit(2);
  std::fclose(file);
  return values;
}

inline std::vector<float> readFloats(const char *path) { return readRows<float>(path); }

inline double threadMs() {
  timespec now;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return now.tv_sec * 1e3 + now.tv_nsec * 1e-6;
}

inline void consume(double value) {
  static volatile double sink;
  sink = value;
}

// Median of five runs in milliseconds of this thread's processor time, which other programs on the machine do not distort.
template <class Task>
void report(const char *name, Task task) {
  std::vector<double> times;
  for (int run = 0; run < 5; run++) {
    double start = threadMs();
    task();
    times.push_back(threadMs() - start);
  }
  std::sort(times.begin(), times.end());
  std::printf("%s %.2f\n", name, times[2]);
}
