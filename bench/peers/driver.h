// What the drivers of the peers share: reading rows, and a loop that runs a task whenever a line on standard input asks
// for it ("name threads"), so that the benchmark can take turns. Answers begin with "@"; peers may print what they like.
#pragma once
#include <malloc.h>
#include <sys/time.h>

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <functional>
#include <iostream>
#include <map>
#include <string>
#include <thread>
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

inline void consume(double value) {
  static volatile double sink;
  sink = value;
}

// Calls work(from, to) for equal parts of `count`, each on a thread of its own.
template <class Work>
void inParts(size_t count, int threads, Work work) {
  if (threads < 2) return work(size_t(0), count);
  std::vector<std::thread> pool;
  for (int part = 0; part < threads; part++)
    pool.emplace_back(work, count * part / threads, count * (part + 1) / threads);
  for (std::thread &thread : pool) thread.join();
}

class Driver {
 public:
  // What a task may answer besides its time: numbers, such as a transform.
  using Answer = std::vector<double>;

  void task(const std::string &name, std::function<void(int)> run) {
    tasks[name] = [run](int threads) { return run(threads), Answer(); };
  }
  void answering(const std::string &name, std::function<Answer(int)> run) { tasks[name] = run; }

  int serve() {
    std::cout << "@ready";
    for (auto &[name, run] : tasks) std::cout << " " << name;
    std::cout << std::endl;
    std::string name;
    int threads;
    while (std::cin >> name >> threads) measure(tasks.at(name), threads);
    return 0;
  }

  // Processor time of all threads: other programs on the machine do not add to it.
  static double processMs() {
    timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return now.tv_sec * 1e3 + now.tv_nsec * 1e-6;
  }

 private:
  std::map<std::string, std::function<Answer(int)>> tasks;

  // A figure of /proc/self/status in MB, -1 where there is none.
  static double memoryMb(const char *key) {
    FILE *file = std::fopen("/proc/self/status", "r");
    if (!file) return -1;
    char line[256];
    double mb = -1;
    while (std::fgets(line, sizeof line, file))
      if (!std::strncmp(line, key, std::strlen(key))) mb = std::atof(line + std::strlen(key)) / 1024;
    std::fclose(file);
    return mb;
  }

  static void forgetPeak() {
    if (FILE *file = std::fopen("/proc/self/clear_refs", "w")) std::fputs("5", file), std::fclose(file);
  }

  static void measure(const std::function<Answer(int)> &run, int threads) {
    // What was given back already but is still held would hide what the task takes.
    malloc_trim(0);
    forgetPeak();
    double before = memoryMb("VmRSS:"), cpu = processMs();
    auto start = std::chrono::steady_clock::now();
    Answer answer = run(threads);
    std::chrono::duration<double, std::milli> clock = std::chrono::steady_clock::now() - start;
    cpu = processMs() - cpu;
    std::printf("@ran %.4f %.4f %.2f", cpu, clock.count(), memoryMb("VmHWM:") - before);
    for (double value : answer) std::printf(" %.17g", value);
    std::printf("\n");
    std::fflush(stdout);
  }
};
