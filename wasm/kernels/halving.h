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
