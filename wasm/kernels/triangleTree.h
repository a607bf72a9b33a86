#pragma once
#include "boxSearch.h"
#include "halving.h"

#define LEAF_TRIANGLES 4

// One leaf: corner a and the edges e = b − a, f = c − a of four triangles as columns; empty slots hold NaN, which no
// comparison ever finds near.
typedef struct {
  f32 ax[4], ay[4], az[4], ex[4], ey[4], ez[4], fx[4], fy[4], fz[4];
} TriangleLeaf;

typedef struct {
  BoxTree tree;
  TriangleLeaf *leaves;
  u32 *ids;      // [leafCount * 4] triangle in each slot
  u32 *slots;    // [itemCount] slot of each triangle, once a guess was asked for
} TriangleTree;

typedef struct {
  f64 a[3], e[3], f[3];
} Triangle;

INLINE Triangle triangleIn(const TriangleLeaf *leaf, i32 slot) {
  u32 i = slot % LEAF_TRIANGLES;
  Triangle triangle = {
      {leaf->ax[i], leaf->ay[i], leaf->az[i]},
      {leaf->ex[i], leaf->ey[i], leaf->ez[i]},
      {leaf->fx[i], leaf->fy[i], leaf->fz[i]},
  };
  return triangle;
}

INLINE Triangle triangleAt(const TriangleTree *triangles, i32 slot) {
  return triangleIn(triangles->leaves + slot / LEAF_TRIANGLES, slot);
}

INLINE f64 dot(const f64 *a, const f64 *b) { return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]; }

INLINE void putTriangle(TriangleLeaf *leaf, u32 slot, v128_t a, v128_t b, v128_t c) {
  putInLane(leaf->ax, leaf->ay, leaf->az, slot, a);
  putInLane(leaf->ex, leaf->ey, leaf->ez, slot, wasm_f32x4_sub(b, a));
  putInLane(leaf->fx, leaf->fy, leaf->fz, slot, wasm_f32x4_sub(c, a));
}

INLINE v128_t leastCorner(v128_t a, v128_t e, v128_t f) {
  v128_t least = wasm_f32x4_pmin(wasm_f32x4_splat(INFINITY_F32), a);
  least = wasm_f32x4_pmin(least, wasm_f32x4_add(a, e));
  return wasm_f32x4_pmin(least, wasm_f32x4_add(a, f));
}

INLINE v128_t mostCorner(v128_t a, v128_t e, v128_t f) {
  v128_t most = wasm_f32x4_pmax(wasm_f32x4_splat(-INFINITY_F32), a);
  most = wasm_f32x4_pmax(most, wasm_f32x4_add(a, e));
  return wasm_f32x4_pmax(most, wasm_f32x4_add(a, f));
}

// The box of a filled leaf. Empty slots hold NaN, which is passed over on the right.
INLINE void boxLeaf(BoxTree *tree, u32 index, const TriangleLeaf *leaf) {
  v128_t ax = wasm_v128_load(leaf->ax), ex = wasm_v128_load(leaf->ex), fx = wasm_v128_load(leaf->fx);
  v128_t ay = wasm_v128_load(leaf->ay), ey = wasm_v128_load(leaf->ey), fy = wasm_v128_load(leaf->fy);
  v128_t az = wasm_v128_load(leaf->az), ez = wasm_v128_load(leaf->ez), fz = wasm_v128_load(leaf->fz);
  v128_t low = wasm_f32x4_make(leastLane(leastCorner(ax, ex, fx)), leastLane(leastCorner(ay, ey, fy)), leastLane(leastCorner(az, ez, fz)), 0);
  v128_t high = wasm_f32x4_make(largestLane(mostCorner(ax, ex, fx)), largestLane(mostCorner(ay, ey, fy)), largestLane(mostCorner(az, ez, fz)), 0);
  setChildBox(tree, tree->innerCount + index, low, high);
}

// The same tree in less memory: its leaves name the corners of their triangles instead of holding them.
typedef struct {
  BoxTree tree;
  const u32 *corners;    // [itemCount * cornerWords] in the order of the leaves
  const f32 *positions;  // [*3], readable 4 bytes past the end
  u32 cornerWords;       // of a triangle: two, 21 bits a vertex from the lowest on, or three, a vertex each
} IndexedTree;

#define CORNER_BITS 21
#define CORNER_MASK ((1u << CORNER_BITS) - 1)

typedef struct {
  u32 vertex[3];
} Corners;

INLINE Corners cornersAt(const IndexedTree *triangles, u32 slot) {
  const u32 *words = triangles->corners + (u64)slot * triangles->cornerWords;
  if (triangles->cornerWords == 3) {
    Corners corners = {{words[0], words[1], words[2]}};
    return corners;
  }
  u64 bits = words[0] | (u64)words[1] << 32;
  Corners corners = {{bits & CORNER_MASK, bits >> CORNER_BITS & CORNER_MASK, (u32)(bits >> 2 * CORNER_BITS)}};
  return corners;
}

// A leaf as it would lie in a TriangleTree.
INLINE TriangleLeaf gatheredLeaf(const IndexedTree *triangles, u32 index) {
  TriangleLeaf leaf;
  v128_t none = wasm_f32x4_splat(__builtin_nanf(""));
  for (u32 i = 0; i < LEAF_TRIANGLES; i++) {
    u32 slot = index * LEAF_TRIANGLES + i;
    if (slot >= triangles->tree.itemCount) {
      putTriangle(&leaf, i, none, none, none);
      continue;
    }
    Corners corners = cornersAt(triangles, slot);
    putTriangle(&leaf, i, loadRow(triangles->positions, corners.vertex[0]), loadRow(triangles->positions, corners.vertex[1]),
                loadRow(triangles->positions, corners.vertex[2]));
  }
  return leaf;
}
