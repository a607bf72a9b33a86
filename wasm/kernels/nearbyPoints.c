// Several points near a query: the k nearest, or all within a radius, over the tree of pointTree.c.
#include "pointTree.h"

#define MOST_NEAREST 256

typedef struct {
  const PointTree *points;
  u32 k;
  u32 found;
  f32 squared[MOST_NEAREST];
  i32 slots[MOST_NEAREST];
} Nearest;

// Which points of a leaf are nearer than the limit, and the squared distances of all.
INLINE u32 nearerPlaces(const PointLeaf *leaf, v128_t x, v128_t y, v128_t z, f32 limit, f32 *squared) {
  v128_t limits = wasm_f32x4_splat(limit);
  u32 mask = 0;
#pragma unroll
  for (u32 i = 0; i < LEAF_POINTS; i += 4) {
    v128_t distances = fourDistances(leaf, i, x, y, z);
    wasm_v128_store(squared + i, distances);
    mask |= (u32)wasm_i32x4_bitmask(wasm_f32x4_lt(distances, limits)) << i;
  }
  return mask;
}

// Keeps the k nearest in ascending order; `best` carries the distance of the last of them once there are k.
static void keepNearest(const void *items, u32 index, v128_t x, v128_t y, v128_t z, Best *best) {
  Nearest *nearest = (Nearest *)items;
  f32 squared[LEAF_POINTS];
  u32 mask = nearerPlaces(pointLeafAt(nearest->points, index), x, y, z, best->squared, squared);
  for (; mask != 0; mask &= mask - 1) {
    u32 lane = __builtin_ctz(mask);
    if (!(squared[lane] < best->squared)) continue;
    u32 at = nearest->found < nearest->k ? nearest->found++ : nearest->k - 1;
    for (; at > 0 && nearest->squared[at - 1] > squared[lane]; at--) {
      nearest->squared[at] = nearest->squared[at - 1];
      nearest->slots[at] = nearest->slots[at - 1];
    }
    nearest->squared[at] = squared[lane];
    nearest->slots[at] = (i32)(index * LEAF_POINTS + lane);
    if (nearest->found == nearest->k) best->squared = nearest->squared[nearest->k - 1];
  }
}

// The k (1 to 256) nearest points nearer than the limit to each of `count` queries, nearest first: [count*k] indices, -1
// where there are fewer, and [count*k] squared distances, infinite there. Queries are readable 4 bytes past their end.
void EXPORT(kNearestPoints)(const PointTree *points, const f32 *queries, u32 count, u32 k, f32 limitSquared, i32 *indices,
                            f64 *squared) {
  Nearest nearest;
  nearest.points = points;
  nearest.k = k;
  for (u32 i = 0; i < count; i++, indices += k, squared += k) {
    const f32 *row = queries + (u64)i * 3;
    nearest.found = 0;
    Best best = {limitSquared, -1};
    searchTree(&points->tree, &nearest, keepNearest, laneOf(row), laneOf(row + 1), laneOf(row + 2), &best);
    for (u32 j = 0; j < k; j++) {
      bool isThere = j < nearest.found;
      indices[j] = isThere ? (i32)idOfSlot(points, (u32)nearest.slots[j]) : -1;
      squared[j] = isThere ? squaredInDouble(points, (u32)nearest.slots[j], row) : __builtin_inf();
    }
  }
}

typedef struct {
  const PointTree *points;
  i32 *indices;
  u32 found;
  u32 capacity;
} Within;

static void addWithin(const void *items, u32 index, v128_t x, v128_t y, v128_t z, Best *best) {
  Within *within = (Within *)items;
  f32 squared[LEAF_POINTS];
  u32 mask = nearerPlaces(pointLeafAt(within->points, index), x, y, z, best->squared, squared);
  for (; mask != 0; mask &= mask - 1) {
    if (within->found < within->capacity) {
      within->indices[within->found] = (i32)idOfSlot(within->points, index * LEAF_POINTS + __builtin_ctz(mask));
    }
    within->found++;
  }
}

// All points nearer than the limit to each of `count` queries, one after the other in `indices` ([capacity]): those of
// query i from `starts[i]` to `starts[i + 1]` ([count+1]). Returns how many there are, which may be more than were written.
u32 EXPORT(pointsWithin)(const PointTree *points, const f32 *queries, u32 count, f32 limitSquared, u32 *starts,
                         i32 *indices, u32 capacity) {
  Within within = {points, indices, 0, capacity};
  for (u32 i = 0; i < count; i++) {
    const f32 *row = queries + (u64)i * 3;
    starts[i] = within.found;
    Best best = {limitSquared, -1};
    searchTree(&points->tree, &within, addWithin, laneOf(row), laneOf(row + 1), laneOf(row + 2), &best);
  }
  starts[count] = within.found;
  return within.found;
}
