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

static f32 meanLeafArea(const BoxTree *tree) {
  if (tree->innerCount == 0) return 0;
  f64 sum = 0;
  for (u32 leaf = 0; leaf < tree->leafCount; leaf++) {
    u32 slot = tree->innerCount + leaf - tree->childBase;
    const BoxNode *node = tree->nodes + (slot >> 2);
    u32 lane = slot & 3;
    f32 x = node->highX[lane] - node->lowX[lane];
    f32 y = node->highY[lane] - node->lowY[lane];
    f32 z = node->highZ[lane] - node->lowZ[lane];
    sum += x * x + y * y + z * z;
  }
  return (f32)(sum / tree->leafCount);
}

// The nodes that lie above a row of nodes, in the row of their parents.
typedef struct {
  u32 first, last;
} NodeRow;

INLINE NodeRow leafRow(const BoxTree *tree) {
  NodeRow row = {tree->innerCount, tree->innerCount + tree->leafCount - 1};
  return row;
}

INLINE NodeRow parentsOf(const BoxTree *tree, NodeRow row) {
  NodeRow parents = {(row.first - tree->childBase) >> 2, (row.last - tree->childBase) >> 2};
  return parents;
}

// Before the boxes of leaves are set: those of what does not exist, which are empty.
void EXPORT(clearLastBoxes)(BoxTree *tree) {
  v128_t far = wasm_f32x4_splat(INFINITY_F32);
  for (NodeRow row = leafRow(tree); row.first > 0;) {
    row = parentsOf(tree, row);
    f32 *sides = (f32 *)(tree->nodes + row.last);
    for (u32 side = 0; side < 6; side++) wasm_v128_store(sides + side * 4, side % 2 == 0 ? far : wasm_f32x4_neg(far));
  }
}

// Boxes that are empty become such as no comparison finds near.
INLINE void hideEmpty(BoxNode *node) {
  v128_t isEmpty = wasm_f32x4_gt(wasm_v128_load(node->lowX), wasm_v128_load(node->highX));
  f32 *sides = (f32 *)node;
  for (u32 side = 0; side < 6; side++) {
    wasm_v128_store(sides + side * 4, wasm_v128_or(wasm_v128_load(sides + side * 4), isEmpty));
  }
}

// The last step of a build: unites the boxes of all inner nodes from those of the leaves.
void EXPORT(uniteBoxes)(BoxTree *tree) {
  tree->leafArea = meanLeafArea(tree);
  for (NodeRow row = leafRow(tree); row.first > 0;) {
    row = parentsOf(tree, row);
    for (u32 k = row.first; k <= row.last; k++) {
      BoxNode *node = tree->nodes + k;
      v128_t low = wasm_f32x4_make(lowest(node->lowX), lowest(node->lowY), lowest(node->lowZ), 0);
      v128_t high = wasm_f32x4_make(highest(node->highX), highest(node->highY), highest(node->highZ), 0);
      setChildBox(tree, k, low, high);
    }
    hideEmpty(tree->nodes + row.last);
  }
}
