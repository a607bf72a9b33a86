// Dense single-precision products, streamed four lanes at a time.
#include "kernel.h"

INLINE f32 sumOfFour(v128_t v) {
  return wasm_f32x4_extract_lane(v, 0) + wasm_f32x4_extract_lane(v, 1) + wasm_f32x4_extract_lane(v, 2) +
         wasm_f32x4_extract_lane(v, 3);
}

#define STREAMS 6

// One row of each of `rows` parts of the basis, which lie `apart` numbers from each other.
INLINE void blendRows(const f32 *basis, u32 rows, u64 apart, u32 used, const f32 *weights, f32 *out, u32 outApart) {
  v128_t even[STREAMS], odd[STREAMS];
#pragma unroll
  for (u32 row = 0; row < rows; row++) even[row] = odd[row] = wasm_f32x4_splat(0);
  for (u32 k = 0; k < used; k += 8) {
    v128_t low = wasm_v128_load(weights + k);
    v128_t high = wasm_v128_load(weights + k + 4);
#pragma unroll
    for (u32 row = 0; row < rows; row++) {
      const f32 *from = basis + row * apart + k;
      even[row] = wasm_f32x4_add(even[row], wasm_f32x4_mul(wasm_v128_load(from), low));
      odd[row] = wasm_f32x4_add(odd[row], wasm_f32x4_mul(wasm_v128_load(from + 4), high));
    }
  }
#pragma unroll
  for (u32 row = 0; row < rows; row++) out[row * outApart] = sumOfFour(wasm_f32x4_add(even[row], odd[row]));
}

// out[row] = Σ basis[row][k] · weights[k] over the first `used` of `stride` numbers a row (multiples of 16, padded with
// zeros). Six rows share the weights, one of each sixth: memory answers several streams faster than one.
void EXPORT(blend)(const f32 *basis, u32 rows, u32 stride, u32 used, const f32 *weights, f32 *out) {
  u32 part = rows / STREAMS;
  u64 apart = (u64)part * stride;
  for (u32 row = 0; row < part; row++) blendRows(basis + (u64)row * stride, STREAMS, apart, used, weights, out + row, part);
  for (u32 row = part * STREAMS; row < rows; row++)
    blendRows(basis + (u64)row * stride, 1, 0, used, weights, out + row, 0);
}

#define PANEL 8
#define BLOCK_ROWS 512

// Four columns against eight, over one block of rows: `left` and `right` are rows of eight.
INLINE void multiplyPanels(const f32 *left, const f32 *right, u32 rows, f64 *out, u32 columns) {
  v128_t sums[4][2];
#pragma unroll
  for (u32 i = 0; i < 4; i++) sums[i][0] = sums[i][1] = wasm_f32x4_splat(0);
  for (u32 row = 0; row < rows; row++, left += PANEL, right += PANEL) {
    v128_t low = wasm_v128_load(right);
    v128_t high = wasm_v128_load(right + 4);
#pragma unroll
    for (u32 i = 0; i < 4; i++) {
      v128_t value = wasm_v128_load32_splat(left + i);
      sums[i][0] = wasm_f32x4_add(sums[i][0], wasm_f32x4_mul(value, low));
      sums[i][1] = wasm_f32x4_add(sums[i][1], wasm_f32x4_mul(value, high));
    }
  }
  for (u32 i = 0; i < 4; i++) {
    f32 lanes[PANEL];
    wasm_v128_store(lanes, sums[i][0]);
    wasm_v128_store(lanes + 4, sums[i][1]);
    for (u32 j = 0; j < PANEL; j++) out[i * columns + j] += lanes[j];
  }
}

// Adds the products of all pairs of columns of `rows` (at most 512) rows of `columns` numbers (a multiple of 8) to the
// upper triangle of `gram` ([columns * columns], panels on the diagonal in full). `panels`: [512 * columns].
// Sums over a block are single, sums of blocks double.
void EXPORT(addGram)(const f32 *matrix, u32 rows, u32 columns, f32 *panels, f64 *gram) {
  u32 panelCount = columns / PANEL;
  for (u32 row = 0; row < rows; row++) {
    for (u32 panel = 0; panel < panelCount; panel++) {
      const f32 *from = matrix + (u64)row * columns + panel * PANEL;
      f32 *to = panels + ((u64)panel * BLOCK_ROWS + row) * PANEL;
      wasm_v128_store(to, wasm_v128_load(from));
      wasm_v128_store(to + 4, wasm_v128_load(from + 4));
    }
  }
  for (u32 i = 0; i < panelCount; i++) {
    const f32 *left = panels + (u64)i * BLOCK_ROWS * PANEL;
    for (u32 j = i; j < panelCount; j++) {
      const f32 *right = panels + (u64)j * BLOCK_ROWS * PANEL;
      f64 *out = gram + (u64)i * PANEL * columns + j * PANEL;
      multiplyPanels(left, right, rows, out, columns);
      multiplyPanels(left + 4, right, rows, out + 4 * columns, columns);
    }
  }
}
