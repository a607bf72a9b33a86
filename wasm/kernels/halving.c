// The order of a binary tree by exact selection. A split costs about one and a half passes without a branch a point: a
// pivot from a sample on either side of the wanted rank leaves a narrow middle, which the next rounds settle.
#include "halving.h"

#define SAMPLES 64
#define SAMPLED_FROM 512
// How far in the sample a pivot stands from the wanted rank: wide enough to be on the right side of it nearly always.
#define SAMPLE_MARGIN 9
// Blocks that no cache holds are worth a larger sample, and a narrower middle.
#define LARGE_SAMPLES 1024
#define LARGE_MARGIN 40
#define LARGE_FROM 32768
// Blocks of this size are ranked all at once: every key is compared with every other, four at a time, without a branch.
#define RANKED_UP_TO 32

// Sorts up to RANKED_UP_TO places. Keys become whole numbers of the same order whose last bits tell equal ones apart.
static void rankBy(Place *places, u32 count, u32 axis) {
  i32 keys[RANKED_UP_TO];
  Place sorted[RANKED_UP_TO];
  u32 padded = (count + 3) & ~3u;
  for (u32 i = 0; i < padded; i++) {
    i32 bits = i < count ? (i32)places[i].bits[axis] : 0x7fffffff;
    keys[i] = ((bits ^ ((bits >> 31) & 0x7fffffff)) & ~(RANKED_UP_TO - 1)) | (i32)i;
  }
  for (u32 i = 0; i < count; i++) {
    v128_t key = wasm_i32x4_splat(keys[i]);
    v128_t below = wasm_i32x4_splat(0);
    for (u32 k = 0; k < padded; k += 4) below = wasm_i32x4_sub(below, wasm_i32x4_lt(wasm_v128_load(keys + k), key));
    below = wasm_i32x4_add(below, wasm_i32x4_shuffle(below, below, 2, 3, 0, 1));
    u32 rank = (u32)(wasm_i32x4_extract_lane(below, 0) + wasm_i32x4_extract_lane(below, 1));
    sorted[rank].row = places[i].row;
  }
  for (u32 i = 0; i < count; i++) places[i].row = sorted[i].row;
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

// Puts the key of the given rank at its place; those before it are none greater, those behind none smaller.
static f32 selectKey(f32 *keys, u32 count, u32 rank) {
  u32 left = 0, right = count - 1;
  while (right - left > 24) {
    f32 pivot = keys[left + (right - left) / 2];
    u32 low = left, high = right;
    for (;;) {
      while (keys[low] < pivot) low++;
      while (keys[high] > pivot) high--;
      if (low >= high) break;
      f32 key = keys[low];
      keys[low++] = keys[high];
      keys[high--] = key;
    }
    if (rank <= high) right = high;
    else left = high + 1;
  }
  sortKeys(keys + left, right - left + 1);
  return keys[rank];
}

// Two values of a sample that most likely enclose the wanted rank.
static Pivots samplePivots(const Place *places, u32 left, u32 right, u32 rank, u32 axis) {
  f32 keys[LARGE_SAMPLES];
  u32 count = right - left + 1;
  bool isLarge = count >= LARGE_FROM;
  i32 samples = isLarge ? LARGE_SAMPLES : SAMPLES, margin = isLarge ? LARGE_MARGIN : SAMPLE_MARGIN;
  for (i32 i = 0; i < samples; i++) keys[i] = places[left + (u32)((u64)i * count / samples)].keys[axis];
  i32 wanted = (i32)((u64)(rank - left) * samples / count);
  i32 low = wanted - margin < 0 ? 0 : wanted - margin;
  i32 high = wanted + margin >= samples ? samples - 1 : wanted + margin;
  if (!isLarge) {
    sortKeys(keys, samples);
    Pivots pivots = {keys[low], keys[high]};
    return pivots;
  }
  f32 above = selectKey(keys, samples, high);
  Pivots pivots = {high > low ? selectKey(keys, high, low) : above, above};
  return pivots;
}

static f32 middleOfThree(const Place *places, u32 left, u32 right, u32 axis) {
  f32 a = places[left].keys[axis], b = places[left + (right - left) / 2].keys[axis], c = places[right].keys[axis];
  f32 low = a < b ? a : b, high = a < b ? b : a;
  return c < low ? low : c > high ? high : c;
}

// Puts the point of the given rank at its place, none greater before it, none smaller behind. All places inclusive.
static void selectRank(Place *places, u32 left, u32 right, u32 rank, u32 axis) {
  while (right - left >= RANKED_UP_TO) {
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
  rankBy(places + left, right - left + 1, axis);
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

INLINE u32 startOf(u32 leaf, u32 count, u32 leafItems) { return leaf * leafItems < count ? leaf * leafItems : count; }

// Puts the places of `span` leaves (a power of two) from `leaf` on into two halves, split on their widest axis: one node
// of a binary tree whose leaves are full, `leafItems` each, but for the last. `places`: all [count] of the tree; only those
// of the node are touched.
void EXPORT(splitPlaces)(Place *places, u32 count, u32 leafItems, u32 leaf, u32 span) {
  u32 start = startOf(leaf, count, leafItems);
  u32 middle = startOf(leaf + span / 2, count, leafItems);
  u32 end = startOf(leaf + span, count, leafItems);
  if (middle == end) return;
  selectRank(places, start, end - 1, middle, widestAxis(places, start, end));
}

// The same for the node and all below it, down to single leaves.
void EXPORT(halvePlaces)(Place *places, u32 count, u32 leafItems, u32 leaf, u32 span) {
  for (; span > 1 && leaf * leafItems < count; leaf += span) {
    splitPlaces(places, count, leafItems, leaf, span);
    span >>= 1;
    halvePlaces(places, count, leafItems, leaf, span);
  }
}
