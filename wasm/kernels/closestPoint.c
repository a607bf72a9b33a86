// Closest points of a surface: Ericson, Real-Time Collision Detection, 2005, section 5.1.5, on four triangles at once in
// single precision by selection instead of branches, and once more on the winner in double.
#include "triangleTree.h"

INLINE v128_t chosen(v128_t condition, v128_t yes, v128_t no) { return wasm_v128_bitselect(yes, no, condition); }

// Squared distances of a point to the four triangles of a leaf; NaN for empty slots.
INLINE v128_t leafDistances(const TriangleLeaf *leaf, v128_t x, v128_t y, v128_t z) {
  v128_t zero = wasm_f32x4_splat(0);
  v128_t one = wasm_f32x4_splat(1);
  v128_t px = wasm_f32x4_sub(x, wasm_v128_load(leaf->ax));
  v128_t py = wasm_f32x4_sub(y, wasm_v128_load(leaf->ay));
  v128_t pz = wasm_f32x4_sub(z, wasm_v128_load(leaf->az));
  v128_t ex = wasm_v128_load(leaf->ex), ey = wasm_v128_load(leaf->ey), ez = wasm_v128_load(leaf->ez);
  v128_t fx = wasm_v128_load(leaf->fx), fy = wasm_v128_load(leaf->fy), fz = wasm_v128_load(leaf->fz);
  v128_t ee = dot3(ex, ey, ez, ex, ey, ez);
  v128_t ef = dot3(ex, ey, ez, fx, fy, fz);
  v128_t ff = dot3(fx, fy, fz, fx, fy, fz);
  v128_t d1 = dot3(ex, ey, ez, px, py, pz);
  v128_t d2 = dot3(fx, fy, fz, px, py, pz);
  v128_t d3 = wasm_f32x4_sub(d1, ee);
  v128_t d4 = wasm_f32x4_sub(d2, ef);
  v128_t d5 = wasm_f32x4_sub(d1, ef);
  v128_t d6 = wasm_f32x4_sub(d2, ff);
  v128_t vc = wasm_f32x4_sub(wasm_f32x4_mul(d1, d4), wasm_f32x4_mul(d3, d2));
  v128_t vb = wasm_f32x4_sub(wasm_f32x4_mul(d5, d2), wasm_f32x4_mul(d1, d6));
  v128_t va = wasm_f32x4_sub(wasm_f32x4_mul(d3, d6), wasm_f32x4_mul(d5, d4));
  // Numerators and the common denominator of the weights of b and c, overruled from the inside to the corners.
  v128_t below = wasm_f32x4_add(wasm_f32x4_add(va, vb), vc);
  v128_t v = vb;
  v128_t w = vc;
  v128_t bc4 = wasm_f32x4_sub(d4, d3);
  v128_t bc5 = wasm_f32x4_sub(d5, d6);
  v128_t bcSum = wasm_f32x4_add(bc4, bc5);
  v128_t onBc = wasm_v128_and(wasm_v128_and(wasm_f32x4_le(va, zero), wasm_f32x4_gt(bcSum, zero)),
                              wasm_v128_and(wasm_f32x4_ge(bc4, zero), wasm_f32x4_ge(bc5, zero)));
  v = chosen(onBc, bc5, v);
  w = chosen(onBc, bc4, w);
  below = chosen(onBc, bcSum, below);
  v128_t onAc = wasm_v128_and(wasm_v128_and(wasm_f32x4_le(vb, zero), wasm_f32x4_gt(ff, zero)),
                              wasm_v128_and(wasm_f32x4_ge(d2, zero), wasm_f32x4_le(d6, zero)));
  v = chosen(onAc, zero, v);
  w = chosen(onAc, d2, w);
  below = chosen(onAc, ff, below);
  v128_t atC = wasm_v128_and(wasm_f32x4_ge(d6, zero), wasm_f32x4_le(d5, d6));
  v = chosen(atC, zero, v);
  w = chosen(atC, one, w);
  below = chosen(atC, one, below);
  v128_t onAb = wasm_v128_and(wasm_v128_and(wasm_f32x4_le(vc, zero), wasm_f32x4_gt(ee, zero)),
                              wasm_v128_and(wasm_f32x4_ge(d1, zero), wasm_f32x4_le(d3, zero)));
  v = chosen(onAb, d1, v);
  w = chosen(onAb, zero, w);
  below = chosen(onAb, ee, below);
  v128_t atB = wasm_v128_and(wasm_f32x4_ge(d3, zero), wasm_f32x4_le(d4, d3));
  v = chosen(atB, one, v);
  w = chosen(atB, zero, w);
  below = chosen(atB, one, below);
  v128_t atA = wasm_v128_or(wasm_v128_and(wasm_f32x4_le(d1, zero), wasm_f32x4_le(d2, zero)), wasm_f32x4_eq(below, zero));
  v = wasm_v128_andnot(v, atA);
  w = wasm_v128_andnot(w, atA);
  below = chosen(atA, one, below);
  v128_t scale = wasm_f32x4_div(one, below);
  v = wasm_f32x4_mul(v, scale);
  w = wasm_f32x4_mul(w, scale);
  v128_t dx = wasm_f32x4_sub(px, wasm_f32x4_add(wasm_f32x4_mul(v, ex), wasm_f32x4_mul(w, fx)));
  v128_t dy = wasm_f32x4_sub(py, wasm_f32x4_add(wasm_f32x4_mul(v, ey), wasm_f32x4_mul(w, fy)));
  v128_t dz = wasm_f32x4_sub(pz, wasm_f32x4_add(wasm_f32x4_mul(v, ez), wasm_f32x4_mul(w, fz)));
  return dot3(dx, dy, dz, dx, dy, dz);
}

INLINE void searchTriangles(const TriangleLeaf *triangles, u32 leaf, v128_t x, v128_t y, v128_t z, Best *best) {
  v128_t squared = leafDistances(triangles, x, y, z);
  if (!wasm_v128_any_true(wasm_f32x4_lt(squared, wasm_f32x4_splat(best->squared)))) return;
  // Empty slots hold NaN, which pmin passes over only where it stands on the right.
  v128_t least = wasm_f32x4_pmin(wasm_f32x4_splat(INFINITY_F32), squared);
  least = wasm_f32x4_pmin(least, wasm_i32x4_shuffle(least, least, 2, 3, 0, 1));
  least = wasm_f32x4_pmin(least, wasm_i32x4_shuffle(least, least, 1, 0, 3, 2));
  best->squared = wasm_f32x4_extract_lane(least, 0);
  best->slot = (i32)(leaf * LEAF_TRIANGLES) + __builtin_ctz(wasm_i32x4_bitmask(wasm_f32x4_eq(squared, least)));
}

INLINE void searchLeaf(const void *items, u32 leaf, v128_t x, v128_t y, v128_t z, Best *best) {
  const TriangleTree *triangles = items;
  searchTriangles(triangles->leaves + leaf, leaf, x, y, z, best);
}

INLINE void searchIndexedLeaf(const void *items, u32 leaf, v128_t x, v128_t y, v128_t z, Best *best) {
  TriangleLeaf gathered = gatheredLeaf(items, leaf);
  searchTriangles(&gathered, leaf, x, y, z, best);
}

static void search(const void *items, v128_t x, v128_t y, v128_t z, Best *best) {
  const TriangleTree *triangles = items;
  searchTree(&triangles->tree, items, searchLeaf, x, y, z, best);
}

static void searchIndexed(const void *items, v128_t x, v128_t y, v128_t z, Best *best) {
  const IndexedTree *triangles = items;
  searchTree(&triangles->tree, items, searchIndexedLeaf, x, y, z, best);
}

INLINE f32 squaredIn(const TriangleLeaf *leaf, i32 slot, f32 x, f32 y, f32 z) {
  f32 lanes[4];
  wasm_v128_store(lanes, leafDistances(leaf, wasm_f32x4_splat(x), wasm_f32x4_splat(y), wasm_f32x4_splat(z)));
  return lanes[slot % LEAF_TRIANGLES];
}

static f32 squaredTo(const void *items, i32 slot, f32 x, f32 y, f32 z) {
  const TriangleTree *triangles = items;
  return squaredIn(triangles->leaves + slot / LEAF_TRIANGLES, slot, x, y, z);
}

static f32 squaredToIndexed(const void *items, i32 slot, f32 x, f32 y, f32 z) {
  TriangleLeaf leaf = gatheredLeaf(items, (u32)slot / LEAF_TRIANGLES);
  return squaredIn(&leaf, slot, x, y, z);
}

// Weights of b and c of the closest point.
static void closestWeights(const Triangle *t, const f64 *p, f64 *weights) {
  f64 ee = dot(t->e, t->e), ef = dot(t->e, t->f), ff = dot(t->f, t->f);
  f64 d1 = dot(t->e, p), d2 = dot(t->f, p);
  f64 d3 = d1 - ee, d4 = d2 - ef, d5 = d1 - ef, d6 = d2 - ff;
  f64 vc = d1 * d4 - d3 * d2, vb = d5 * d2 - d1 * d6, va = d3 * d6 - d5 * d4;
  f64 v = 0, w = 0;
  if (d1 <= 0 && d2 <= 0) {
  } else if (d3 >= 0 && d4 <= d3) v = 1;
  else if (vc <= 0 && d1 >= 0 && d3 <= 0 && ee > 0) v = d1 / ee;
  else if (d6 >= 0 && d5 <= d6) w = 1;
  else if (vb <= 0 && d2 >= 0 && d6 <= 0 && ff > 0) w = d2 / ff;
  else if (va <= 0 && d4 - d3 >= 0 && d5 - d6 >= 0 && d4 - d3 + (d5 - d6) > 0) {
    w = (d4 - d3) / (d4 - d3 + (d5 - d6));
    v = 1 - w;
  } else if (va + vb + vc > 0) {
    v = vb / (va + vb + vc);
    w = vc / (va + vb + vc);
  }
  weights[0] = v;
  weights[1] = w;
}

// Results: [count] distances, [count*3] weights of the corners, [count*3] points.
INLINE void writeOn(Triangle triangle, u32 id, const Batch *batch, u32 query) {
  const f32 *row = batch->queries + (u64)query * 3;
  f64 p[3] = {row[0] - triangle.a[0], row[1] - triangle.a[1], row[2] - triangle.a[2]};
  f64 weights[2];
  closestWeights(&triangle, p, weights);
  f64 *corners = batch->results + batch->count + (u64)query * 3;
  f64 *point = corners + (u64)batch->count * 3;
  f64 squared = 0;
  for (u32 axis = 0; axis < 3; axis++) {
    f64 along = weights[0] * triangle.e[axis] + weights[1] * triangle.f[axis];
    point[axis] = triangle.a[axis] + along;
    squared += (p[axis] - along) * (p[axis] - along);
  }
  corners[0] = 1 - weights[0] - weights[1];
  corners[1] = weights[0];
  corners[2] = weights[1];
  batch->indices[query] = (i32)id;
  batch->results[query] = __builtin_sqrt(squared);
}

INLINE void writeNothing(const Batch *batch, u32 query) {
  batch->indices[query] = -1;
  batch->results[query] = __builtin_inf();
}

static void writeClosest(const void *items, const Batch *batch, u32 query, i32 slot) {
  const TriangleTree *triangles = items;
  if (slot < 0) writeNothing(batch, query);
  else writeOn(triangleAt(triangles, slot), triangles->ids[slot], batch, query);
}

static void writeIndexed(const void *items, const Batch *batch, u32 query, i32 slot) {
  const IndexedTree *triangles = items;
  if (slot < 0) {
    writeNothing(batch, query);
    return;
  }
  TriangleLeaf leaf = gatheredLeaf(triangles, (u32)slot / LEAF_TRIANGLES);
  writeOn(triangleIn(&leaf, slot), (u32)slot, batch, query);
}

void EXPORT(closestPoints)(const TriangleTree *triangles, const Batch *batch) {
  Searched searched = {
      &triangles->tree, triangles, triangles->slots, LEAF_TRIANGLES, search, searchLeaf, squaredTo, writeClosest,
  };
  searchOneByOne(&searched, batch);
}

// Triangles are named, and guessed, by their slots.
void EXPORT(closestIndexedPoints)(const IndexedTree *triangles, const Batch *batch) {
  Searched searched = {
      &triangles->tree, triangles, 0, LEAF_TRIANGLES, searchIndexed, searchIndexedLeaf, squaredToIndexed, writeIndexed,
  };
  searchOneByOne(&searched, batch);
}
