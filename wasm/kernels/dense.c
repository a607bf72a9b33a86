// Dense single-precision products, streamed four lanes at a time.
#include "kernel.h"

// out[row] = Σ basis[row][k] · weights[k] over `stride` numbers a row (a multiple of 16, padded with zeros).
void EXPORT(blend)(const f32 *basis, u32 rows, u32 stride, const f32 *weights, f32 *out) {
  for (u32 row = 0; row < rows; row++, basis += stride) {
    v128_t sums[4] = {wasm_f32x4_splat(0), wasm_f32x4_splat(0), wasm_f32x4_splat(0), wasm_f32x4_splat(0)};
    for (u32 k = 0; k < stride; k += 16) {
#pragma unroll
      for (u32 i = 0; i < 4; i++) {
        v128_t product = wasm_f32x4_mul(wasm_v128_load(basis + k + i * 4), wasm_v128_load(weights + k + i * 4));
        sums[i] = wasm_f32x4_add(sums[i], product);
      }
    }
    v128_t sum = wasm_f32x4_add(wasm_f32x4_add(sums[0], sums[1]), wasm_f32x4_add(sums[2], sums[3]));
    out[row] = wasm_f32x4_extract_lane(sum, 0) + wasm_f32x4_extract_lane(sum, 1) + wasm_f32x4_extract_lane(sum, 2) +
               wasm_f32x4_extract_lane(sum, 3);
  }
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
