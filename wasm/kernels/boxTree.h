// A tree of boxes with four children a node, in one array: the children of node k are 4k + childBase + lane. childBase is 1,
// or −1 where the root has but two children (its lanes 2 and 3), so that there is room for any power of two of leaves. Leaves
// follow the inner nodes in the numbering. They are full, but for the last; behind it there is nothing, and nothing is kept:
// no memory for these leaves nor for the last nodes that would have none but them, and no box that anything could touch.
#pragma once
#include "kernel.h"

typedef struct {
  f32 lowX[4], highX[4], lowY[4], highY[4], lowZ[4], highZ[4];
} BoxNode;

typedef struct {
  BoxNode *nodes;
  u32 innerCount;  // of the tree with all the leaves it has room for
  i32 childBase;
  u32 leafCount;  // of those that hold something
  u32 itemCount;
  f32 leafArea;   // mean squared diagonal of the leaves' boxes; 0 where there is but one leaf
} BoxTree;

#define STACK_DEPTH 64

INLINE void setChildBox(BoxTree *tree, u32 child, v128_t low, v128_t high) {
  if (child == 0) return;
  u32 slot = child - tree->childBase;
  BoxNode *node = tree->nodes + (slot >> 2);
  u32 lane = slot & 3;
  putInLane(node->lowX, node->lowY, node->lowZ, lane, low);
  putInLane(node->highX, node->highY, node->highZ, lane, high);
}

INLINE v128_t outside(v128_t low, v128_t high, v128_t value) {
  v128_t zero = wasm_f32x4_splat(0);
  return wasm_f32x4_pmax(wasm_f32x4_pmax(wasm_f32x4_sub(low, value), wasm_f32x4_sub(value, high)), zero);
}

// Squared distances of a point (each coordinate in all lanes) to the boxes of a node's children; NaN for empty lanes.
INLINE v128_t boxDistances(const BoxNode *node, v128_t x, v128_t y, v128_t z) {
  v128_t dx = outside(wasm_v128_load(node->lowX), wasm_v128_load(node->highX), x);
  v128_t dy = outside(wasm_v128_load(node->lowY), wasm_v128_load(node->highY), y);
  v128_t dz = outside(wasm_v128_load(node->lowZ), wasm_v128_load(node->highZ), z);
  return dot3(dx, dy, dz, dx, dy, dz);
}
