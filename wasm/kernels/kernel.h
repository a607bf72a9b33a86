// What every kernel shares: short names, the export mark, and four-wide rows. No libc, no static state, no allocation:
// the caller owns every byte of memory and hands over addresses.
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include <wasm_simd128.h>

typedef uint8_t u8;
typedef uint16_t u16;
typedef uint32_t u32;
typedef uint64_t u64;
typedef int32_t i32;
typedef float f32;
typedef double f64;

#define EXPORT(name) __attribute__((export_name(#name))) name
#define INLINE static inline __attribute__((always_inline))

#define INFINITY_F32 __builtin_inff()

// An xyz row as x y z and one more number that means nothing: every array of rows has 4 readable bytes behind its end.
INLINE v128_t loadRow(const f32 *rows, u32 row) { return wasm_v128_load(rows + (u64)row * 3); }

typedef struct {
  v128_t x, y, z;
} Rows4;

// Four xyz rows as columns.
INLINE Rows4 columnsOf(v128_t a, v128_t b, v128_t c, v128_t d) {
  v128_t abXY = wasm_i32x4_shuffle(a, b, 0, 4, 1, 5);
  v128_t cdXY = wasm_i32x4_shuffle(c, d, 0, 4, 1, 5);
  v128_t abZ = wasm_i32x4_shuffle(a, b, 2, 6, 3, 7);
  v128_t cdZ = wasm_i32x4_shuffle(c, d, 2, 6, 3, 7);
  Rows4 rows = {
      wasm_i64x2_shuffle(abXY, cdXY, 0, 2),
      wasm_i64x2_shuffle(abXY, cdXY, 1, 3),
      wasm_i64x2_shuffle(abZ, cdZ, 0, 2),
  };
  return rows;
}

// Puts an xyz row into one lane of three columns.
INLINE void putInLane(f32 *xs, f32 *ys, f32 *zs, u32 lane, v128_t row) {
  xs[lane] = wasm_f32x4_extract_lane(row, 0);
  ys[lane] = wasm_f32x4_extract_lane(row, 1);
  zs[lane] = wasm_f32x4_extract_lane(row, 2);
}

INLINE f32 largestLane(v128_t v) {
  v = wasm_f32x4_pmax(v, wasm_i32x4_shuffle(v, v, 2, 3, 0, 1));
  v = wasm_f32x4_pmax(v, wasm_i32x4_shuffle(v, v, 1, 0, 3, 2));
  return wasm_f32x4_extract_lane(v, 0);
}

INLINE f32 leastLane(v128_t v) {
  v = wasm_f32x4_pmin(v, wasm_i32x4_shuffle(v, v, 2, 3, 0, 1));
  v = wasm_f32x4_pmin(v, wasm_i32x4_shuffle(v, v, 1, 0, 3, 2));
  return wasm_f32x4_extract_lane(v, 0);
}

INLINE v128_t dot3(v128_t ax, v128_t ay, v128_t az, v128_t bx, v128_t by, v128_t bz) {
  return wasm_f32x4_add(wasm_f32x4_add(wasm_f32x4_mul(ax, bx), wasm_f32x4_mul(ay, by)), wasm_f32x4_mul(az, bz));
}
