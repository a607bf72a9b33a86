#include "boxTree.h"

INLINE f32 lowest(const f32 *v) {
  f32 a = v[0] < v[1] ? v[0] : v[1];
  f32 b = v[2] < v[3] ? v[2] : v[3];
  return a < b ? a : b;
}

INLINE f32 highest(const f32 *v) {
  f32 a = v[0] > v[1] ? v[0] : v[1];
  f32 b = v[2] > v[3] ? v[2] : v[3];
  return a > b ? a : b;
}

void uniteBoxes(BoxTree *tree) {
  for (u32 k = tree->innerCount; k-- > 1;) {
    const BoxNode *node = tree->nodes + k;
    v128_t low = wasm_f32x4_make(lowest(node->lowX), lowest(node->lowY), lowest(node->lowZ), 0);
    v128_t high = wasm_f32x4_make(highest(node->highX), highest(node->highY), highest(node->highZ), 0);
    setChildBox(tree, k, low, high);
  }
  if (tree->childBase > 0 || tree->innerCount == 0) return;
  BoxNode *root = tree->nodes;
  f32 *rows = (f32 *)root;
  for (u32 row = 0; row < 6; row++) rows[row * 4] = rows[row * 4 + 1] = __builtin_nanf("");
}
