// Order along a Hilbert curve: points near each other get places near each other.
// Key: Skilling, "Programming the Hilbert curve", AIP Conf. Proc. 707, 2004, four points at once.
// Sort: least significant digit first, three digits of ten bits.
#include "curveOrder.h"

#define CURVE_BITS 10

Bounds boundsOfRows(const f32 *rows, u32 count) {
  v128_t low = wasm_f32x4_splat(INFINITY_F32);
  v128_t high = wasm_f32x4_splat(-INFINITY_F32);
  // Zero times a finite number is zero; times anything else it is NaN, which stays.
  v128_t zero = wasm_f32x4_splat(0);
  v128_t check = zero;
  for (u32 i = 0; i < count; i++) {
    v128_t row = loadRow(rows, i);
    low = wasm_f32x4_pmin(low, row);
    high = wasm_f32x4_pmax(high, row);
    check = wasm_f32x4_add(check, wasm_f32x4_mul(row, zero));
  }
  u32 notFinite = wasm_i32x4_bitmask(wasm_f32x4_ne(check, zero)) & 7;
  Bounds bounds = {low, high, notFinite == 0};
  return bounds;
}

CurveGrid curveGridFor(Bounds bounds) {
  v128_t extent = wasm_f32x4_sub(bounds.high, bounds.low);
  f32 x = wasm_f32x4_extract_lane(extent, 0);
  f32 y = wasm_f32x4_extract_lane(extent, 1);
  f32 z = wasm_f32x4_extract_lane(extent, 2);
  f32 largest = x > y ? x : y;
  largest = largest > z ? largest : z;
  f32 scale = largest > 0 ? (f32)((1 << CURVE_BITS) - 0.5) / largest : 0;
  CurveGrid grid = {
      wasm_i32x4_shuffle(bounds.low, bounds.low, 0, 0, 0, 0),
      wasm_i32x4_shuffle(bounds.low, bounds.low, 1, 1, 1, 1),
      wasm_i32x4_shuffle(bounds.low, bounds.low, 2, 2, 2, 2),
      wasm_f32x4_splat(scale),
  };
  return grid;
}

INLINE v128_t cellOf(v128_t value, v128_t low, v128_t cellsPerUnit) {
  v128_t cell = wasm_u32x4_trunc_sat_f32x4(wasm_f32x4_mul(wasm_f32x4_sub(value, low), cellsPerUnit));
  return wasm_u32x4_min(cell, wasm_i32x4_splat((1 << CURVE_BITS) - 1));
}

// Every third bit of a 30-bit number, from a 10-bit number.
INLINE v128_t spreadBits(v128_t v) {
  v = wasm_v128_and(wasm_v128_or(v, wasm_i32x4_shl(v, 16)), wasm_i32x4_splat(0x030000FF));
  v = wasm_v128_and(wasm_v128_or(v, wasm_i32x4_shl(v, 8)), wasm_i32x4_splat(0x0300F00F));
  v = wasm_v128_and(wasm_v128_or(v, wasm_i32x4_shl(v, 4)), wasm_i32x4_splat(0x030C30C3));
  return wasm_v128_and(wasm_v128_or(v, wasm_i32x4_shl(v, 2)), wasm_i32x4_splat(0x09249249));
}

v128_t curvePlaces(const CurveGrid *grid, Rows4 points) {
  v128_t axes[3] = {
      cellOf(points.x, grid->lowX, grid->cellsPerUnit),
      cellOf(points.y, grid->lowY, grid->cellsPerUnit),
      cellOf(points.z, grid->lowZ, grid->cellsPerUnit),
  };
  // Undo the excess turns of each level, from the coarsest.
#pragma unroll
  for (u32 bit = CURVE_BITS - 1; bit > 0; bit--) {
    v128_t below = wasm_i32x4_splat((1 << bit) - 1);
#pragma unroll
    for (u32 axis = 0; axis < 3; axis++) {
      v128_t isSet = wasm_i32x4_shr(wasm_i32x4_shl(axes[axis], 31 - bit), 31);
      v128_t swapped = wasm_v128_andnot(wasm_v128_and(wasm_v128_xor(axes[0], axes[axis]), below), isSet);
      axes[0] = wasm_v128_xor(wasm_v128_xor(axes[0], swapped), wasm_v128_and(below, isSet));
      axes[axis] = axis == 0 ? axes[0] : wasm_v128_xor(axes[axis], swapped);
    }
  }
  axes[1] = wasm_v128_xor(axes[1], axes[0]);
  axes[2] = wasm_v128_xor(axes[2], axes[1]);
  v128_t turn = wasm_i32x4_splat(0);
#pragma unroll
  for (u32 bit = CURVE_BITS - 1; bit > 0; bit--) {
    v128_t isSet = wasm_i32x4_shr(wasm_i32x4_shl(axes[2], 31 - bit), 31);
    turn = wasm_v128_xor(turn, wasm_v128_and(isSet, wasm_i32x4_splat((1 << bit) - 1)));
  }
  v128_t x = spreadBits(wasm_v128_xor(axes[0], turn));
  v128_t y = spreadBits(wasm_v128_xor(axes[1], turn));
  v128_t z = spreadBits(wasm_v128_xor(axes[2], turn));
  return wasm_v128_or(wasm_v128_or(wasm_i32x4_shl(x, 2), wasm_i32x4_shl(y, 1)), z);
}

u64 *sortByCurve(u64 *pairs, u64 *spare, u32 count, CurveCounts *counts) {
  for (u32 digit = 0; digit < CURVE_DIGITS; digit++) {
    u32 *starts = counts->counts[digit];
    u32 start = 0;
    for (u32 i = 0; i < CURVE_RADIX; i++) {
      u32 size = starts[i];
      starts[i] = start;
      start += size;
    }
    u32 shift = 32 + digit * 10;
    for (u32 i = 0; i < count; i++) {
      u64 pair = pairs[i];
      spare[starts[(pair >> shift) & (CURVE_RADIX - 1)]++] = pair;
    }
    u64 *sorted = spare;
    spare = pairs;
    pairs = sorted;
  }
  return pairs;
}

u64 *orderRows(const f32 *rows, u32 count, Bounds bounds, u64 *pairs, u64 *spare, CurveCounts *counts) {
  CurveGrid grid = curveGridFor(bounds);
  __builtin_memset(counts, 0, sizeof *counts);
  for (u32 i = 0; i < count; i += 4) {
    u32 last = count - 1;
    u32 b = i + 1 < count ? i + 1 : last;
    u32 c = i + 2 < count ? i + 2 : last;
    u32 d = i + 3 < count ? i + 3 : last;
    Rows4 four = columnsOf(loadRow(rows, i), loadRow(rows, b), loadRow(rows, c), loadRow(rows, d));
    addPairs(counts, pairs, i, count, curvePlaces(&grid, four));
  }
  return sortByCurve(pairs, spare, count, counts);
}

// Puts queries into the order of a curve around them: pairs whose low halves are the `places` of a batch. Rows that are
// not finite land anywhere.
u64 *EXPORT(orderQueries)(const f32 *rows, u32 count, u64 *pairs, u64 *spare, CurveCounts *counts) {
  return orderRows(rows, count, boundsOfRows(rows, count), pairs, spare, counts);
}
