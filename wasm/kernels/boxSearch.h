// Searches of a box tree for the item nearest to a point, for any kind of item: the kind gives a test of one leaf and the
// distance to one item. Everything here is inlined into its caller, so that the tests are direct code.
//
// Queries that lie together walk the tree as one group: it descends once with the box around it and asks each leaf for
// those members whose best is not yet nearer than the leaf's box.
#pragma once
#include "boxTree.h"

#define GROUP 16
// How far, in areas of a leaf, a group may reach before its members are better searched one by one.
#define GROUP_SPREAD 96

typedef struct {
  f32 squared;
  i32 slot;
} Best;

typedef struct {
  const f32 *queries;  // [count*3], readable 4 bytes past the end
  const i32 *guesses;  // [count] item near each query, -1 for none; or null
  const u64 *places;   // [count] low half: which query is the i-th along the curve; or null
  i32 *indices;        // [count] the answers
  f64 *results;        // what else the kind of item tells of each answer
  u32 count;
  f32 limitSquared;
} Batch;

// A kind of item: what a search asks of it.
typedef struct {
  const BoxTree *tree;
  const void *items;
  const u32 *slots;  // [itemCount] slot of each item; null where items are named by their slots
  u32 leafItems;     // slots of a leaf
  void (*search)(const void *items, v128_t x, v128_t y, v128_t z, Best *best);
  void (*searchLeaf)(const void *items, u32 leaf, v128_t x, v128_t y, v128_t z, Best *best);
  f32 (*squaredTo)(const void *items, i32 slot, f32 x, f32 y, f32 z);
  void (*write)(const void *items, const Batch *batch, u32 query, i32 slot);
} Searched;

INLINE v128_t laneOf(const f32 *value) { return wasm_v128_load32_splat(value); }

// The nearest item to one point, nearer than `best`.
INLINE void searchTree(const BoxTree *tree, const void *items,
                       void (*searchLeaf)(const void *items, u32 leaf, v128_t x, v128_t y, v128_t z, Best *best),
                       v128_t x, v128_t y, v128_t z, Best *best) {
  u32 stackNodes[STACK_DEPTH];
  f32 stackSquared[STACK_DEPTH];
  f32 squared[4];
  u32 depth = 0;
  u32 node = 0;
  for (;;) {
    while (node < tree->innerCount) {
      v128_t distances = boxDistances(tree->nodes + node, x, y, z);
      u32 mask = wasm_i32x4_bitmask(wasm_f32x4_lt(distances, wasm_f32x4_splat(best->squared)));
      if (mask == 0) goto next;
      u32 child = 4 * node + tree->childBase;
      u32 nearest = __builtin_ctz(mask);
      mask &= mask - 1;
      if (mask != 0) {
        wasm_v128_store(squared, distances);
        do {
          u32 lane = __builtin_ctz(mask);
          mask &= mask - 1;
          bool isNearer = squared[lane] < squared[nearest];
          u32 farther = isNearer ? nearest : lane;
          nearest = isNearer ? lane : nearest;
          stackNodes[depth] = child + farther;
          stackSquared[depth++] = squared[farther];
        } while (mask != 0);
      }
      node = child + nearest;
    }
    searchLeaf(items, node - tree->innerCount, x, y, z, best);
  next:
    do {
      if (depth == 0) return;
      depth--;
    } while (!(stackSquared[depth] < best->squared));
    node = stackNodes[depth];
  }
}

typedef struct {
  f32 x[GROUP], y[GROUP], z[GROUP];
  f32 squared[GROUP];
  i32 slot[GROUP];
} Group;

INLINE f32 worstOf(const Group *group) {
  v128_t worst = wasm_v128_load(group->squared);
#pragma unroll
  for (u32 i = 4; i < GROUP; i += 4) worst = wasm_f32x4_pmax(worst, wasm_v128_load(group->squared + i));
  return largestLane(worst);
}

typedef struct {
  v128_t lowX, highX, lowY, highY, lowZ, highZ;
} GroupBox;

INLINE v128_t gap(const f32 *low, const f32 *high, v128_t groupLow, v128_t groupHigh) {
  v128_t below = wasm_f32x4_sub(wasm_v128_load(low), groupHigh);
  v128_t above = wasm_f32x4_sub(groupLow, wasm_v128_load(high));
  return wasm_f32x4_pmax(wasm_f32x4_pmax(below, above), wasm_f32x4_splat(0));
}

// Asks one leaf (child `lane` of `node`) for every member it may still help.
INLINE void groupLeaf(const Searched *searched, const BoxNode *node, u32 lane, u32 leaf, Group *group) {
  v128_t lowX = laneOf(node->lowX + lane);
  v128_t highX = laneOf(node->highX + lane);
  v128_t lowY = laneOf(node->lowY + lane);
  v128_t highY = laneOf(node->highY + lane);
  v128_t lowZ = laneOf(node->lowZ + lane);
  v128_t highZ = laneOf(node->highZ + lane);
  u32 members = 0;
#pragma unroll
  for (u32 i = 0; i < GROUP; i += 4) {
    v128_t dx = outside(lowX, highX, wasm_v128_load(group->x + i));
    v128_t dy = outside(lowY, highY, wasm_v128_load(group->y + i));
    v128_t dz = outside(lowZ, highZ, wasm_v128_load(group->z + i));
    v128_t isNear = wasm_f32x4_lt(dot3(dx, dy, dz, dx, dy, dz), wasm_v128_load(group->squared + i));
    members |= (u32)wasm_i32x4_bitmask(isNear) << i;
  }
  while (members != 0) {
    u32 i = __builtin_ctz(members);
    members &= members - 1;
    Best best = {group->squared[i], group->slot[i]};
    searched->searchLeaf(searched->items, leaf, laneOf(group->x + i), laneOf(group->y + i),
               laneOf(group->z + i), &best);
    group->squared[i] = best.squared;
    group->slot[i] = best.slot;
  }
}

INLINE void searchGroup(const Searched *searched, const GroupBox *box, Group *group) {
  const BoxTree *tree = searched->tree;
  u32 stackNodes[STACK_DEPTH];
  f32 stackSquared[STACK_DEPTH];
  f32 squared[4];
  u32 depth = 0;
  u32 node = 0;
  f32 worst = worstOf(group);
  for (;;) {
    const BoxNode *boxes = tree->nodes + node;
    v128_t dx = gap(boxes->lowX, boxes->highX, box->lowX, box->highX);
    v128_t dy = gap(boxes->lowY, boxes->highY, box->lowY, box->highY);
    v128_t dz = gap(boxes->lowZ, boxes->highZ, box->lowZ, box->highZ);
    v128_t distances = dot3(dx, dy, dz, dx, dy, dz);
    u32 mask = wasm_i32x4_bitmask(wasm_f32x4_lt(distances, wasm_f32x4_splat(worst)));
    u32 child = 4 * node + tree->childBase;
    if (child + 3 >= tree->innerCount) {
      for (; mask != 0; mask &= mask - 1) {
        u32 lane = __builtin_ctz(mask);
        groupLeaf(searched, boxes, lane, child + lane - tree->innerCount, group);
      }
      worst = worstOf(group);
    } else {
      wasm_v128_store(squared, distances);
      for (; mask != 0; mask &= mask - 1) {
        u32 lane = __builtin_ctz(mask);
        stackNodes[depth] = child + lane;
        stackSquared[depth++] = squared[lane];
      }
    }
    do {
      if (depth == 0) return;
      depth--;
    } while (!(stackSquared[depth] < worst));
    node = stackNodes[depth];
  }
}

INLINE u32 queryAt(const Batch *batch, u32 i) { return batch->places ? (u32)batch->places[i] : i; }

INLINE i32 guessedSlot(const Searched *searched, i32 guess) {
  return guess >= 0 && searched->slots ? (i32)searched->slots[guess] : guess;
}

INLINE Best tried(const Searched *searched, Best best, i32 slot, f32 x, f32 y, f32 z) {
  f32 squared = searched->squaredTo(searched->items, slot, x, y, z);
  if (!(squared < best.squared)) return best;
  Best nearer = {squared, slot};
  return nearer;
}

INLINE void searchMember(const Searched *searched, const Group *group, u32 i, Best *best) {
  searched->search(searched->items, laneOf(group->x + i), laneOf(group->y + i), laneOf(group->z + i), best);
}

// A good start for each member, so that the group's descent finds little left to do. Its guess where there is one; else
// the best of the leaf its predecessor was found in, and a search of its own once the members have left that leaf behind.
INLINE void startMembers(const Searched *searched, const Batch *batch, u32 first, u32 size, i32 last, Group *group) {
  f32 reach = 0;
  f32 step = __builtin_sqrtf(searched->tree->leafArea);
  for (u32 i = 0; i < size; i++) {
    Best best = {batch->limitSquared, -1};
    f32 x = group->x[i], y = group->y[i], z = group->z[i];
    i32 guess = batch->guesses ? batch->guesses[queryAt(batch, first + i)] : -1;
    if (guess >= 0) best = tried(searched, best, guessedSlot(searched, guess), x, y, z);
    else {
      if (last >= 0) {
        best = tried(searched, best, last, x, y, z);
        searched->searchLeaf(searched->items, (u32)last / searched->leafItems, wasm_f32x4_splat(x), wasm_f32x4_splat(y), wasm_f32x4_splat(z), &best);
      }
      if (!(best.squared <= reach * reach)) {
        searchMember(searched, group, i, &best);
        reach = __builtin_sqrtf(best.squared) + step;
      }
    }
    group->squared[i] = best.squared;
    group->slot[i] = best.slot;
    if (best.slot >= 0) last = best.slot;
  }
}

// Up to GROUP queries from `first`; returns the last answer's slot.
INLINE i32 nearestOfGroup(const Searched *searched, const Batch *batch, u32 first, u32 size, i32 last) {
  Group group;
  v128_t low = wasm_f32x4_splat(INFINITY_F32);
  v128_t high = wasm_f32x4_splat(-INFINITY_F32);
  for (u32 i = 0; i < GROUP; i++) {
    v128_t row = loadRow(batch->queries, queryAt(batch, first + (i < size ? i : 0)));
    low = wasm_f32x4_pmin(low, row);
    high = wasm_f32x4_pmax(high, row);
    putInLane(group.x, group.y, group.z, i, row);
    group.squared[i] = 0;
  }
  startMembers(searched, batch, first, size, last, &group);
  f32 worst = worstOf(&group);
  v128_t extent = wasm_f32x4_sub(high, low);
  extent = wasm_f32x4_mul(extent, extent);
  f32 diagonal = wasm_f32x4_extract_lane(extent, 0) + wasm_f32x4_extract_lane(extent, 1) + wasm_f32x4_extract_lane(extent, 2);
  // Leaves the group would ask grow with the shell between its nearest and farthest reach.
  bool together = diagonal + 2 * __builtin_sqrtf(diagonal * worst) < GROUP_SPREAD * searched->tree->leafArea;
  if (together && searched->tree->innerCount > 0) {
    GroupBox box = {
        wasm_i32x4_shuffle(low, low, 0, 0, 0, 0),   wasm_i32x4_shuffle(high, high, 0, 0, 0, 0),
        wasm_i32x4_shuffle(low, low, 1, 1, 1, 1),   wasm_i32x4_shuffle(high, high, 1, 1, 1, 1),
        wasm_i32x4_shuffle(low, low, 2, 2, 2, 2),   wasm_i32x4_shuffle(high, high, 2, 2, 2, 2),
    };
    searchGroup(searched, &box, &group);
    for (u32 i = 0; i < size; i++) searched->write(searched->items, batch, queryAt(batch, first + i), group.slot[i]);
    return group.slot[size - 1] >= 0 ? group.slot[size - 1] : last;
  }
  for (u32 i = 0; i < size; i++) {
    Best best = {group.squared[i], group.slot[i]};
    if (last >= 0) best = tried(searched, best, last, group.x[i], group.y[i], group.z[i]);
    searchMember(searched, &group, i, &best);
    searched->write(searched->items, batch, queryAt(batch, first + i), best.slot);
    if (best.slot >= 0) last = best.slot;
  }
  return last;
}

INLINE void searchBatch(const Searched *searched, const Batch *batch) {
  i32 last = -1;
  for (u32 i = 0; i < batch->count; i += GROUP) {
    u32 left = batch->count - i;
    last = nearestOfGroup(searched, batch, i, left < GROUP ? left : GROUP, last);
  }
}

// The same, one by one: for items so small that a group would span too many leaves.
INLINE void searchOneByOne(const Searched *searched, const Batch *batch) {
  i32 last = -1;
  for (u32 i = 0; i < batch->count; i++) {
    u32 query = queryAt(batch, i);
    const f32 *row = batch->queries + (u64)query * 3;
    i32 guess = batch->guesses ? batch->guesses[query] : -1;
    i32 start = guess >= 0 ? guessedSlot(searched, guess) : last;
    Best best = {batch->limitSquared, -1};
    if (start >= 0) best = tried(searched, best, start, row[0], row[1], row[2]);
    searched->search(searched->items, laneOf(row), laneOf(row + 1), laneOf(row + 2), &best);
    searched->write(searched->items, batch, query, best.slot);
    if (best.slot >= 0) last = best.slot;
  }
}
