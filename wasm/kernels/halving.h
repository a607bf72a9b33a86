#pragma once
#include "kernel.h"

// A point on its way into the tree.
typedef union {
  struct {
    f32 position[3];
    u32 id;
  };
  f32 keys[4];
  u32 bits[4];
  v128_t row;
} Place;

INLINE Place placeOf(v128_t row, u32 id) {
  Place place;
  place.row = wasm_i32x4_replace_lane(row, 3, (i32)id);
  return place;
}

// Puts points into the order of a complete binary tree: every node splits its points on the widest axis into two equal
// halves, down to `leafCount` (a power of two) leaves that share them out evenly.
void halve(Place *places, u32 count, u32 leafCount);
