#pragma once
#include "kernel.h"

// Lowest and highest corner of finite rows; `finite` is false when a row is not. Column 3 means nothing.
typedef struct {
  v128_t low, high;
  bool finite;
} Bounds;

Bounds boundsOfRows(const f32 *rows, u32 count);

// Maps a point to its place along a Hilbert curve through a cube of 1024³ cells around the bounds.
typedef struct {
  v128_t lowX, lowY, lowZ, cellsPerUnit;
} CurveGrid;

CurveGrid curveGridFor(Bounds bounds);
v128_t curvePlaces(const CurveGrid *grid, Rows4 points);

#define CURVE_DIGITS 3
#define CURVE_RADIX 1024

// Counts of each digit of the keys, filled beside the keys.
typedef struct {
  u32 counts[CURVE_DIGITS][CURVE_RADIX];
} CurveCounts;

// Sorts (place << 32 | id) pairs by place; returns the buffer that holds the result.
u64 *sortByCurve(u64 *pairs, u64 *spare, u32 count, CurveCounts *counts);

// Pairs of the four rows from `first`, as far as they are there.
INLINE void addPairs(CurveCounts *counts, u64 *pairs, u32 first, u32 count, v128_t places) {
  u32 keys[4];
  wasm_v128_store(keys, places);
  for (u32 k = 0; k < 4 && first + k < count; k++) {
    u32 key = keys[k];
    counts->counts[0][key & 1023]++;
    counts->counts[1][(key >> 10) & 1023]++;
    counts->counts[2][key >> 20]++;
    pairs[first + k] = (u64)key << 32 | (first + k);
  }
}

// Pairs of all rows along the curve, in whichever of the two buffers holds them at the end.
u64 *orderRows(const f32 *rows, u32 count, Bounds bounds, u64 *pairs, u64 *spare, CurveCounts *counts);
