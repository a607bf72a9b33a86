// The surface: a box tree over triangles, halved by their centres, four to a leaf.
#include "triangleTree.h"

#include "halving.h"

INLINE v128_t centreOf(const f32 *positions, const u32 *triangle) {
  v128_t sum = wasm_f32x4_add(loadRow(positions, triangle[0]), loadRow(positions, triangle[1]));
  return wasm_f32x4_mul(wasm_f32x4_add(sum, loadRow(positions, triangle[2])), wasm_f32x4_splat(1 / 3.0f));
}

// The first triangle that names no vertex or a vertex that is not finite; `count` when all are sound. `allFinite`: no
// vertex needs looking at.
static u32 firstUnsound(const f32 *positions, u32 vertexCount, const u32 *indices, u32 count, bool allFinite) {
  for (u32 i = 0; i < count; i++) {
    for (u32 corner = 0; corner < 3; corner++) {
      u32 vertex = indices[(u64)i * 3 + corner];
      if (vertex >= vertexCount) return i;
      if (allFinite) continue;
      const f32 *row = positions + (u64)vertex * 3;
      f32 check = (row[0] + row[1] + row[2]) * 0;
      if (check != 0) return i;
    }
  }
  return count;
}

INLINE void putTriangle(TriangleLeaf *leaf, u32 slot, v128_t a, v128_t b, v128_t c) {
  v128_t e = wasm_f32x4_sub(b, a);
  v128_t f = wasm_f32x4_sub(c, a);
  leaf->ax[slot] = wasm_f32x4_extract_lane(a, 0);
  leaf->ay[slot] = wasm_f32x4_extract_lane(a, 1);
  leaf->az[slot] = wasm_f32x4_extract_lane(a, 2);
  leaf->ex[slot] = wasm_f32x4_extract_lane(e, 0);
  leaf->ey[slot] = wasm_f32x4_extract_lane(e, 1);
  leaf->ez[slot] = wasm_f32x4_extract_lane(e, 2);
  leaf->fx[slot] = wasm_f32x4_extract_lane(f, 0);
  leaf->fy[slot] = wasm_f32x4_extract_lane(f, 1);
  leaf->fz[slot] = wasm_f32x4_extract_lane(f, 2);
}

// Fills one leaf from the triangles of its places along the curve; returns the squared diagonal of its box.
static f32 fillLeaf(TriangleTree *triangles, u32 leaf, const f32 *positions, const u32 *indices, const Place *places) {
  BoxTree *tree = &triangles->tree;
  u32 start = leafStart(tree, leaf);
  u32 size = leafStart(tree, leaf + 1) - start;
  v128_t low = wasm_f32x4_splat(INFINITY_F32);
  v128_t high = wasm_f32x4_splat(-INFINITY_F32);
  v128_t none = wasm_f32x4_splat(__builtin_nanf(""));
  for (u32 i = 0; i < LEAF_TRIANGLES; i++) {
    if (i >= size) {
      putTriangle(triangles->leaves + leaf, i, none, none, none);
      continue;
    }
    u32 id = places[start + i].id;
    const u32 *triangle = indices + (u64)id * 3;
    v128_t a = loadRow(positions, triangle[0]);
    v128_t b = loadRow(positions, triangle[1]);
    v128_t c = loadRow(positions, triangle[2]);
    low = wasm_f32x4_pmin(low, wasm_f32x4_pmin(a, wasm_f32x4_pmin(b, c)));
    high = wasm_f32x4_pmax(high, wasm_f32x4_pmax(a, wasm_f32x4_pmax(b, c)));
    putTriangle(triangles->leaves + leaf, i, a, b, c);
    triangles->ids[leaf * LEAF_TRIANGLES + i] = id;
    triangles->slots[id] = leaf * LEAF_TRIANGLES + i;
  }
  setChildBox(tree, tree->innerCount + leaf, low, high);
  if (size == 0) return 0;
  v128_t extent = wasm_f32x4_sub(high, low);
  extent = wasm_f32x4_mul(extent, extent);
  return wasm_f32x4_extract_lane(extent, 0) + wasm_f32x4_extract_lane(extent, 1) + wasm_f32x4_extract_lane(extent, 2);
}

static bool areFinite(const f32 *rows, u32 count) {
  v128_t zero = wasm_f32x4_splat(0);
  v128_t check = zero;
  for (u32 i = 0; i < count; i++) check = wasm_f32x4_add(check, wasm_f32x4_mul(loadRow(rows, i), zero));
  return (wasm_i32x4_bitmask(wasm_f32x4_ne(check, zero)) & 7) == 0;
}

// Number of triangles when done, else the index of the first unsound one. `places`: [count]. Positions
// (`[vertexCount*3]`) are readable 4 bytes past their end.
u32 EXPORT(buildTriangleTree)(TriangleTree *triangles, const f32 *positions, u32 vertexCount, const u32 *indices,
                              Place *places) {
  BoxTree *tree = &triangles->tree;
  u32 count = tree->itemCount;
  u32 unsound = firstUnsound(positions, vertexCount, indices, count, areFinite(positions, vertexCount));
  if (unsound < count) return unsound;
  for (u32 i = 0; i < count; i++) places[i] = placeOf(centreOf(positions, indices + (u64)i * 3), i);
  halve(places, count, tree->leafCount);
  f64 area = 0;
  for (u32 leaf = 0; leaf < tree->leafCount; leaf++) area += fillLeaf(triangles, leaf, positions, indices, places);
  triangles->leafArea = (f32)(area / tree->leafCount);
  uniteBoxes(tree);
  return count;
}
