// Nearest points: a box tree over points halved on their widest axis, leaves of 16 points as columns tested four at a
// time. It is built where it stays: places in order (placePoints, splitPlaces and halvePlaces), packed into blocks from the
// last leaf to the first (packPoints), which leaves room for the boxes before them (boxPoints, uniteBoxes).
#include "pointTree.h"

#include "halving.h"

// Makes places of the rows from `from` to `to`; 0 when one is not finite. The rows may lie in the last three quarters of
// the places: made in ascending order, they are never ahead of what was read. Rows are readable 4 bytes past their end.
u32 EXPORT(placePoints)(Place *places, const f32 *rows, u32 from, u32 to) {
  v128_t zero = wasm_f32x4_splat(0);
  v128_t check = zero;
  for (u32 i = from; i < to; i++) {
    v128_t row = loadRow(rows, i);
    check = wasm_f32x4_add(check, wasm_f32x4_mul(row, zero));
    places[i] = placeOf(row, i);
  }
  return (wasm_i32x4_bitmask(wasm_f32x4_ne(check, zero)) & 7) == 0;
}

// Places from `from` to `to` that hold no point.
void EXPORT(placeNothing)(Place *places, u32 from, u32 to) {
  for (u32 i = from; i < to; i++) places[i] = placeOf(wasm_f32x4_splat(INFINITY_F32), i);
}

static void packLeaf(const PointTree *points, u32 index, const Place *places) {
  PointLeaf *leaf = pointLeafAt(points, index);
  Place read[LEAF_POINTS];
  __builtin_memcpy(read, places + index * LEAF_POINTS, sizeof read);
  for (u32 i = 0; i < LEAF_POINTS; i += 4) {
    Rows4 columns = columnsOf(read[i].row, read[i + 1].row, read[i + 2].row, read[i + 3].row);
    wasm_v128_store(leaf->x + i, columns.x);
    wasm_v128_store(leaf->y + i, columns.y);
    wasm_v128_store(leaf->z + i, columns.z);
  }
  for (u32 i = 0; i < LEAF_POINTS; i++) {
    if (points->idBytes == 3) __builtin_memcpy(leaf->ids + i * 3, &read[i].id, 3);
    else __builtin_memcpy(leaf->ids + i * 4, &read[i].id, 4);
  }
}

// Packs the leaves from `from` to `to`, the last one first: a block may overlap its own places and those behind.
void EXPORT(packPoints)(const PointTree *points, const Place *places, u32 from, u32 to) {
  for (u32 leaf = to; leaf-- > from;) packLeaf(points, leaf, places);
}

INLINE f32 leastOfColumn(const f32 *column) {
  v128_t least = wasm_v128_load(column);
  for (u32 i = 4; i < LEAF_POINTS; i += 4) least = wasm_f32x4_pmin(least, wasm_v128_load(column + i));
  return leastLane(least);
}

// Of the points that are there.
INLINE f32 mostOfColumn(const f32 *column) {
  v128_t far = wasm_f32x4_splat(INFINITY_F32);
  v128_t most = wasm_f32x4_neg(far);
  for (u32 i = 0; i < LEAF_POINTS; i += 4) {
    v128_t values = wasm_v128_load(column + i);
    most = wasm_f32x4_pmax(most, wasm_v128_bitselect(most, values, wasm_f32x4_eq(values, far)));
  }
  return largestLane(most);
}

// The boxes of packed leaves.
void EXPORT(boxPoints)(PointTree *points, u32 from, u32 to) {
  for (u32 index = from; index < to; index++) {
    const PointLeaf *leaf = pointLeafAt(points, index);
    v128_t low = wasm_f32x4_make(leastOfColumn(leaf->x), leastOfColumn(leaf->y), leastOfColumn(leaf->z), 0);
    v128_t high = wasm_f32x4_make(mostOfColumn(leaf->x), mostOfColumn(leaf->y), mostOfColumn(leaf->z), 0);
    setChildBox(&points->tree, points->tree.innerCount + index, low, high);
  }
}

// Fills `slots` of every point.
void EXPORT(findPointSlots)(const PointTree *points, u32 *slots) {
  for (u32 slot = 0; slot < points->tree.itemCount; slot++) slots[idOfSlot(points, slot)] = slot;
}

INLINE void searchLeaf(const void *items, u32 index, v128_t x, v128_t y, v128_t z, Best *best) {
  const PointTree *points = items;
  const PointLeaf *leaf = pointLeafAt(points, index);
  v128_t found[LEAF_POINTS / 4];
  v128_t least = wasm_f32x4_splat(best->squared);
  v128_t nearer = wasm_i32x4_splat(0);
#pragma unroll
  for (u32 i = 0; i < LEAF_POINTS / 4; i++) {
    found[i] = fourDistances(leaf, i * 4, x, y, z);
    nearer = wasm_v128_or(nearer, wasm_f32x4_lt(found[i], least));
  }
  if (!wasm_v128_any_true(nearer)) return;
  v128_t all = found[0];
#pragma unroll
  for (u32 i = 1; i < LEAF_POINTS / 4; i++) all = wasm_f32x4_pmin(all, found[i]);
  f32 squared = leastLane(all);
  all = wasm_f32x4_splat(squared);
  u32 mask = 0;
#pragma unroll
  for (u32 i = 0; i < LEAF_POINTS / 4; i++) mask |= (u32)wasm_i32x4_bitmask(wasm_f32x4_eq(found[i], all)) << (i * 4);
  best->squared = squared;
  best->slot = (i32)(index * LEAF_POINTS) + __builtin_ctz(mask);
}

static void search(const void *items, v128_t x, v128_t y, v128_t z, Best *best) {
  const PointTree *points = items;
  searchTree(&points->tree, items, searchLeaf, x, y, z, best);
}

INLINE f32 squaredTo(const void *items, i32 slot, f32 x, f32 y, f32 z) {
  const PointTree *points = items;
  const PointLeaf *leaf = pointLeafAt(points, (u32)slot / LEAF_POINTS);
  u32 place = (u32)slot % LEAF_POINTS;
  f32 dx = leaf->x[place] - x;
  f32 dy = leaf->y[place] - y;
  f32 dz = leaf->z[place] - z;
  return dx * dx + dy * dy + dz * dz;
}

static void writeNearest(const void *items, const Batch *batch, u32 query, i32 slot) {
  const PointTree *points = items;
  if (slot < 0) {
    batch->indices[query] = -1;
    batch->results[query] = __builtin_inf();
    return;
  }
  batch->indices[query] = (i32)idOfSlot(points, (u32)slot);
  batch->results[query] = squaredInDouble(points, (u32)slot, batch->queries + (u64)query * 3);
}

// Results: [count] squared distances.
void EXPORT(nearestPoints)(const PointTree *points, const Batch *batch) {
  Searched searched = {
      &points->tree, points, points->slots, LEAF_POINTS, search, searchLeaf, squaredTo, writeNearest,
  };
  searchBatch(&searched, batch);
}
