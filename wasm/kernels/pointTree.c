// Nearest points: a box tree over points halved on their widest axis, leaves of 16 points as columns tested four at a
// time.
#include "pointTree.h"

#include "halving.h"

// 1 when done, 0 when a point is not finite. `places`: [count]. Points are readable 4 bytes past their end.
u32 EXPORT(buildPointTree)(PointTree *points, const f32 *rows, Place *places) {
  BoxTree *tree = &points->tree;
  u32 count = tree->itemCount;
  v128_t zero = wasm_f32x4_splat(0);
  v128_t check = zero;
  for (u32 i = 0; i < count; i++) {
    v128_t row = loadRow(rows, i);
    check = wasm_f32x4_add(check, wasm_f32x4_mul(row, zero));
    places[i] = placeOf(row, i);
  }
  if ((wasm_i32x4_bitmask(wasm_f32x4_ne(check, zero)) & 7) != 0) return 0;
  halve(places, count, tree->leafCount);
  v128_t far = wasm_f32x4_splat(INFINITY_F32);
  f64 area = 0;
  for (u32 leaf = 0; leaf < tree->leafCount; leaf++) {
    u32 start = leafStart(tree, leaf);
    u32 size = leafStart(tree, leaf + 1) - start;
    f32 *block = points->blocks + leaf * 3 * LEAF_POINTS;
    u32 *ids = points->ids + leaf * LEAF_POINTS;
    v128_t low = far;
    v128_t high = wasm_f32x4_neg(far);
    for (u32 i = 0; i < LEAF_POINTS; i++) {
      v128_t row = far;
      if (i < size) {
        u32 id = places[start + i].id;
        ids[i] = id;
        points->slots[id] = leaf * LEAF_POINTS + i;
        row = places[start + i].row;
        low = wasm_f32x4_pmin(low, row);
        high = wasm_f32x4_pmax(high, row);
      }
      block[i] = wasm_f32x4_extract_lane(row, 0);
      block[LEAF_POINTS + i] = wasm_f32x4_extract_lane(row, 1);
      block[2 * LEAF_POINTS + i] = wasm_f32x4_extract_lane(row, 2);
    }
    setChildBox(tree, tree->innerCount + leaf, low, high);
    v128_t extent = wasm_f32x4_sub(high, low);
    extent = wasm_f32x4_mul(extent, extent);
    area += wasm_f32x4_extract_lane(extent, 0) + wasm_f32x4_extract_lane(extent, 1) + wasm_f32x4_extract_lane(extent, 2);
  }
  points->leafArea = (f32)(area / tree->leafCount);
  uniteBoxes(tree);
  return 1;
}

INLINE void searchLeaf(const void *items, u32 leaf, v128_t x, v128_t y, v128_t z, Best *best) {
  const PointTree *points = items;
  const f32 *block = points->blocks + leaf * 3 * LEAF_POINTS;
  v128_t found[LEAF_POINTS / 4];
  v128_t least = wasm_f32x4_splat(best->squared);
  v128_t nearer = wasm_i32x4_splat(0);
#pragma unroll
  for (u32 i = 0; i < LEAF_POINTS / 4; i++) {
    v128_t dx = wasm_f32x4_sub(wasm_v128_load(block + i * 4), x);
    v128_t dy = wasm_f32x4_sub(wasm_v128_load(block + LEAF_POINTS + i * 4), y);
    v128_t dz = wasm_f32x4_sub(wasm_v128_load(block + 2 * LEAF_POINTS + i * 4), z);
    found[i] = dot3(dx, dy, dz, dx, dy, dz);
    nearer = wasm_v128_or(nearer, wasm_f32x4_lt(found[i], least));
  }
  if (!wasm_v128_any_true(nearer)) return;
  v128_t all = found[0];
#pragma unroll
  for (u32 i = 1; i < LEAF_POINTS / 4; i++) all = wasm_f32x4_pmin(all, found[i]);
  all = wasm_f32x4_pmin(all, wasm_i32x4_shuffle(all, all, 2, 3, 0, 1));
  all = wasm_f32x4_pmin(all, wasm_i32x4_shuffle(all, all, 1, 0, 3, 2));
  u32 mask = 0;
#pragma unroll
  for (u32 i = 0; i < LEAF_POINTS / 4; i++) mask |= (u32)wasm_i32x4_bitmask(wasm_f32x4_eq(found[i], all)) << (i * 4);
  best->squared = wasm_f32x4_extract_lane(all, 0);
  best->slot = (i32)(leaf * LEAF_POINTS) + __builtin_ctz(mask);
}

static void search(const void *items, v128_t x, v128_t y, v128_t z, Best *best) {
  const PointTree *points = items;
  searchTree(&points->tree, items, searchLeaf, x, y, z, best);
}

INLINE f32 squaredTo(const void *items, i32 slot, f32 x, f32 y, f32 z) {
  const PointTree *points = items;
  const f32 *block = points->blocks + (slot / LEAF_POINTS) * 3 * LEAF_POINTS + slot % LEAF_POINTS;
  f32 dx = block[0] - x;
  f32 dy = block[LEAF_POINTS] - y;
  f32 dz = block[2 * LEAF_POINTS] - z;
  return dx * dx + dy * dy + dz * dz;
}

static void writeNearest(const void *items, const Batch *batch, u32 query, i32 slot) {
  const PointTree *points = items;
  if (slot < 0) {
    batch->indices[query] = -1;
    batch->results[query] = __builtin_inf();
    return;
  }
  batch->indices[query] = (i32)points->ids[slot];
  batch->results[query] = squaredInDouble(points, slot, batch->queries + (u64)query * 3);
}

// Results: [count] squared distances.
void EXPORT(nearestPoints)(const PointTree *points, const Batch *batch) {
  Searched searched = {
      &points->tree, points, points->slots, LEAF_POINTS, points->leafArea, search, searchLeaf, squaredTo, writeNearest,
  };
  searchBatch(&searched, batch);
}
