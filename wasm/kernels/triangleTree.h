#pragma once
#include "boxSearch.h"

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

INLINE Triangle triangleAt(const TriangleTree *triangles, i32 slot) {
  const TriangleLeaf *leaf = triangles->leaves + slot / LEAF_TRIANGLES;
  u32 i = slot % LEAF_TRIANGLES;
  Triangle triangle = {
      {leaf->ax[i], leaf->ay[i], leaf->az[i]},
      {leaf->ex[i], leaf->ey[i], leaf->ez[i]},
      {leaf->fx[i], leaf->fy[i], leaf->fz[i]},
  };
  return triangle;
}

INLINE f64 dot(const f64 *a, const f64 *b) { return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]; }
