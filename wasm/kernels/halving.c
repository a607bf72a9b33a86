// The order of a complete tree by exact halving. A split costs about one and a half passes without a branch a point: a
// pivot from a sample on either side of the wanted rank leaves a narrow middle, which the next rounds settle.
#include "halving.h"

#define SAMPLES 64
#define SAMPLED_FROM 512
// How far in the sample a pivot stands from the wanted rank: wide enough to be on the right side of it nearly always.
#define SAMPLE_MARGIN 9
#define SORTED_BELOW 12

static void sortBy(Place *places, u32 left, u32 right, u32 axis) {
  for (u32 i = left + 1; i <= right; i++) {
    v128_t moved = places[i].row;
    f32 key = places[i].keys[axis];
    u32 at = i;
    for (; at > left && places[at - 1].keys[axis] > key; at--) places[at].row = places[at - 1].row;
    places[at].row = moved;
  }
}

// Puts those below the pivot first; returns where the others begin.
INLINE u32 partitionBelow(Place *places, u32 left, u32 right, u32 axis, f32 pivot) {
  u32 border = left;
  for (u32 i = left; i <= right; i++) {
    v128_t row = places[i].row;
    f32 key = places[i].keys[axis];
    places[i].row = places[border].row;
    places[border].row = row;
    border += key < pivot;
  }
  return border;
}

INLINE u32 partitionUpTo(Place *places, u32 left, u32 right, u32 axis, f32 pivot) {
  u32 border = left;
  for (u32 i = left; i <= right; i++) {
    v128_t row = places[i].row;
    f32 key = places[i].keys[axis];
    places[i].row = places[border].row;
    places[border].row = row;
    border += key <= pivot;
  }
  return border;
}

static void sortKeys(f32 *keys, u32 count) {
  for (u32 i = 1; i < count; i++) {
    f32 key = keys[i];
    u32 at = i;
    for (; at > 0 && keys[at - 1] > key; at--) keys[at] = keys[at - 1];
    keys[at] = key;
  }
}

typedef struct {
  f32 below, above;
} Pivots;

// Two values of a sample that most likely enclose the wanted rank.
static Pivots samplePivots(const Place *places, u32 left, u32 right, u32 rank, u32 axis) {
  f32 keys[SAMPLES];
  u32 count = right - left + 1;
  for (u32 i = 0; i < SAMPLES; i++) keys[i] = places[left + (u32)((u64)i * count / SAMPLES)].keys[axis];
  sortKeys(keys, SAMPLES);
  i32 wanted = (i32)((u64)(rank - left) * SAMPLES / count);
  i32 low = wanted - SAMPLE_MARGIN, high = wanted + SAMPLE_MARGIN;
  Pivots pivots = {keys[low < 0 ? 0 : low], keys[high >= SAMPLES ? SAMPLES - 1 : high]};
  return pivots;
}

static f32 middleOfThree(const Place *places, u32 left, u32 right, u32 axis) {
  f32 a = places[left].keys[axis], b = places[left + (right - left) / 2].keys[axis], c = places[right].keys[axis];
  f32 low = a < b ? a : b, high = a < b ? b : a;
  return c < low ? low : c > high ? high : c;
}

// Puts the point of the given rank at its place, none greater before it, none smaller behind. All places inclusive.
static void selectRank(Place *places, u32 left, u32 right, u32 rank, u32 axis) {
  while (right - left >= SORTED_BELOW) {
    f32 pivot;
    if (right - left >= SAMPLED_FROM) {
      Pivots pivots = samplePivots(places, left, right, rank, axis);
      u32 border = partitionBelow(places, left, right, axis, pivots.below);
      if (rank < border) {
        right = border - 1;
        continue;
      }
      left = border;
      pivot = pivots.above;
    } else pivot = middleOfThree(places, left, right, axis);
    u32 border = partitionBelow(places, left, right, axis, pivot);
    if (rank < border) {
      right = border - 1;
      continue;
    }
    // Nothing below the pivot: it is the least, and many may equal it.
    if (border == left) {
      border = partitionUpTo(places, left, right, axis, pivot);
      if (rank < border) return;
    }
    left = border;
  }
  sortBy(places, left, right, axis);
}

static u32 widestAxis(const Place *places, u32 start, u32 end) {
  u32 step = (end - start) / 96;
  step = step > 0 ? step : 1;
  v128_t low = wasm_f32x4_splat(INFINITY_F32);
  v128_t high = wasm_f32x4_splat(-INFINITY_F32);
  for (u32 i = start; i < end; i += step) {
    low = wasm_f32x4_pmin(low, places[i].row);
    high = wasm_f32x4_pmax(high, places[i].row);
  }
  v128_t extent = wasm_f32x4_sub(high, low);
  f32 x = wasm_f32x4_extract_lane(extent, 0);
  f32 y = wasm_f32x4_extract_lane(extent, 1);
  f32 z = wasm_f32x4_extract_lane(extent, 2);
  if (x >= y && x >= z) return 0;
  return y >= z ? 1 : 2;
}

INLINE u32 startOf(u32 leaf, u32 count, u32 leafCount) { return (u32)((u64)leaf * count / leafCount); }

static void halveLeaves(Place *places, u32 count, u32 leafCount, u32 leaf, u32 span) {
  while (span > 1) {
    u32 start = startOf(leaf, count, leafCount);
    u32 end = startOf(leaf + span, count, leafCount);
    span >>= 1;
    u32 middle = startOf(leaf + span, count, leafCount);
    if (end - start < 2) return;
    if (middle < end) selectRank(places, start, end - 1, middle, widestAxis(places, start, end));
    halveLeaves(places, count, leafCount, leaf, span);
    leaf += span;
  }
}

void halve(Place *places, u32 count, u32 leafCount) { halveLeaves(places, count, leafCount, 0, leafCount); }
