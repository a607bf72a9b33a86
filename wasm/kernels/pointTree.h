#pragma once
#include "boxSearch.h"

#define LEAF_POINTS 16

typedef struct {
  BoxTree tree;
  f32 *blocks;  // [leafCount * 3 * LEAF_POINTS] columns x, y, z; empty slots infinitely far away
  u32 *ids;     // [leafCount * LEAF_POINTS] point in each slot
  u32 *slots;   // [itemCount] slot of each point
  f32 leafArea; // mean squared diagonal of the leaves' boxes
} PointTree;

INLINE f64 squaredInDouble(const PointTree *points, i32 slot, const f32 *row) {
  const f32 *block = points->blocks + (slot / LEAF_POINTS) * 3 * LEAF_POINTS + slot % LEAF_POINTS;
  f64 dx = (f64)block[0] - row[0];
  f64 dy = (f64)block[LEAF_POINTS] - row[1];
  f64 dz = (f64)block[2 * LEAF_POINTS] - row[2];
  return dx * dx + dy * dy + dz * dz;
}
