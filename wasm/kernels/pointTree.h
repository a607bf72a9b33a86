#pragma once
#include "boxSearch.h"

#define LEAF_POINTS 16

// The points lie leaf by leaf: of each the columns x, y, z of its points, then their numbers. A slot is 16 × leaf + the place
// in it.
typedef struct {
  BoxTree tree;  // its items fill the leaves: what is missing in the last is infinitely far away
  u8 *blocks;
  u32 idBytes;   // of a number: 3 where they suffice, else 4
  u32 *slots;    // [itemCount] slot of each point, once a guess was asked for
} PointTree;

typedef struct {
  f32 x[LEAF_POINTS], y[LEAF_POINTS], z[LEAF_POINTS];
  u8 ids[];
} PointLeaf;

INLINE PointLeaf *pointLeafAt(const PointTree *points, u32 leaf) {
  return (PointLeaf *)(points->blocks + leaf * (LEAF_POINTS * (12 + points->idBytes)));
}

// Squared distances of a point to four of a leaf, from the given place on.
INLINE v128_t fourDistances(const PointLeaf *leaf, u32 place, v128_t x, v128_t y, v128_t z) {
  v128_t dx = wasm_f32x4_sub(wasm_v128_load(leaf->x + place), x);
  v128_t dy = wasm_f32x4_sub(wasm_v128_load(leaf->y + place), y);
  v128_t dz = wasm_f32x4_sub(wasm_v128_load(leaf->z + place), z);
  return dot3(dx, dy, dz, dx, dy, dz);
}

INLINE u32 idOfSlot(const PointTree *points, u32 slot) {
  u32 id;
  const PointLeaf *leaf = pointLeafAt(points, slot / LEAF_POINTS);
  __builtin_memcpy(&id, leaf->ids + slot % LEAF_POINTS * points->idBytes, 4);
  return points->idBytes == 3 ? id & 0xffffff : id;
}

INLINE f64 squaredInDouble(const PointTree *points, u32 slot, const f32 *row) {
  const PointLeaf *leaf = pointLeafAt(points, slot / LEAF_POINTS);
  u32 place = slot % LEAF_POINTS;
  f64 dx = (f64)leaf->x[place] - row[0];
  f64 dy = (f64)leaf->y[place] - row[1];
  f64 dz = (f64)leaf->z[place] - row[2];
  return dx * dx + dy * dy + dz * dz;
}
