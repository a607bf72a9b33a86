// Rows of binary files to arrays: no question asked about a value, only about a row.
#include "kernel.h"

INLINE v128_t swapped(v128_t words) {
  return wasm_i8x16_shuffle(words, words, 3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12);
}

// Three neighbouring 4-byte floats of each row, `rowBytes` apart, into rows of three. 4 more bytes behind the last row
// are read, and 4 behind the last one written. `turned`: the bytes of each number are the other way round. Returns
// whether all are finite.
u32 EXPORT(copyTriples)(const u8 *from, u32 rowBytes, u32 rows, u32 turned, u32 *to) {
  v128_t used = wasm_i32x4_make(-1, -1, -1, 0);
  v128_t notFinite = wasm_i32x4_splat(0);
  for (u32 i = 0; i < rows; i++, from += rowBytes, to += 3) {
    v128_t words = wasm_v128_load(from);
    if (turned) words = swapped(words);
    wasm_v128_store(to, words);
    // 0, and NaN of what is not finite.
    v128_t difference = wasm_f32x4_sub(words, words);
    notFinite = wasm_v128_or(notFinite, wasm_f32x4_ne(difference, difference));
  }
  return !wasm_v128_any_true(wasm_v128_and(notFinite, used));
}

// Rows of a length byte and, where it is 3, three 4-byte indices into `to`. Stops in front of the first row of another
// length or with an index that is not below `limit`; returns how many rows were read.
u32 EXPORT(copyTriangleRows)(const u8 *from, u32 rows, u32 limit, u32 turned, u32 *to) {
  v128_t limits = wasm_i32x4_replace_lane(wasm_i32x4_splat((i32)limit), 3, -1);
  v128_t used = wasm_i32x4_make(-1, -1, -1, 0);
  for (u32 i = 0; i < rows; i++, from += 13, to += 3) {
    v128_t words = wasm_v128_load(from + 1);
    if (turned) words = swapped(words);
    v128_t isBelow = wasm_u32x4_lt(wasm_v128_and(words, used), limits);
    if (from[0] != 3 || !wasm_i32x4_all_true(isBelow)) return i;
    wasm_v128_store(to, words);
  }
  return rows;
}
