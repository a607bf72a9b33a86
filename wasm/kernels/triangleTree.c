// The surface: a box tree over triangles, halved by their centres, four to a leaf. It is built where it stays: the places
// lie at the end of the leaves, and once they are in order, every subtree takes those of its own leaves with it
// (placeTriangles, splitPlaces and halvePlaces, nameCorners, spreadPlaces), so that its leaves can be filled one after the
// other, whoever fills the others (fillLeaves). Boxes come last, from the triangles as they are kept (boxTriangles,
// uniteBoxes): until then their memory may hold the positions.
#include "triangleTree.h"

// Makes places of the triangles from `from` to `to` at their centres; 0 when one names no vertex or a vertex that is not
// finite. Positions (`[vertexCount*3]`) are readable 4 bytes past their end.
u32 EXPORT(placeTriangles)(Place *places, const f32 *positions, u32 vertexCount, const u32 *indices, u32 from, u32 to) {
  v128_t zero = wasm_f32x4_splat(0);
  v128_t check = zero;
  for (u32 i = from; i < to; i++) {
    const u32 *triangle = indices + (u64)i * 3;
    if (triangle[0] >= vertexCount || triangle[1] >= vertexCount || triangle[2] >= vertexCount) return 0;
    v128_t a = loadRow(positions, triangle[0]), b = loadRow(positions, triangle[1]), c = loadRow(positions, triangle[2]);
    check = wasm_f32x4_add(check, wasm_f32x4_mul(a, zero));
    check = wasm_f32x4_add(check, wasm_f32x4_mul(b, zero));
    check = wasm_f32x4_add(check, wasm_f32x4_mul(c, zero));
    v128_t centre = wasm_f32x4_mul(wasm_f32x4_add(wasm_f32x4_add(a, b), c), wasm_f32x4_splat(1 / 3.0f));
    places[i] = placeOf(centre, i);
  }
  return (wasm_i32x4_bitmask(wasm_f32x4_ne(check, zero)) & 7) == 0;
}

// Turns the centres of places into the numbers of the triangles' vertices: then the indices are no longer needed.
void EXPORT(nameCorners)(Place *places, const u32 *indices, u32 from, u32 to) {
  for (u32 i = from; i < to; i++) {
    u32 id = places[i].id;
    for (u32 corner = 0; corner < 3; corner++) places[i].bits[corner] = indices[(u64)id * 3 + corner];
  }
}

INLINE u32 leafStart(const BoxTree *tree, u32 leaf) {
  return leaf * LEAF_TRIANGLES < tree->itemCount ? leaf * LEAF_TRIANGLES : tree->itemCount;
}

// Where the places of the leaves from `from` to `to` lie once they are spread: at the end of these leaves.
INLINE Place *spreadPlacesOf(const TriangleTree *triangles, u32 from, u32 to) {
  return (Place *)(triangles->leaves + to) - (leafStart(&triangles->tree, to) - leafStart(&triangles->tree, from));
}

// Moves the places, which lie in a row at the end of all leaves, to the end of the leaves they belong to, for runs of `span`
// leaves from the first on: none overtakes the next.
void EXPORT(spreadPlaces)(const TriangleTree *triangles, u32 span) {
  const BoxTree *tree = &triangles->tree;
  const Place *places = spreadPlacesOf(triangles, 0, tree->leafCount);
  for (u32 from = 0; from < tree->leafCount; from += span) {
    u32 to = from + span < tree->leafCount ? from + span : tree->leafCount;
    u32 start = leafStart(tree, from);
    __builtin_memmove(spreadPlacesOf(triangles, from, to), places + start, (leafStart(tree, to) - start) * sizeof(Place));
  }
}

// Fills a run of leaves that was spread, from its first to its last: none is ahead of the places that are still to come.
void EXPORT(fillLeaves)(TriangleTree *triangles, const f32 *positions, u32 from, u32 to) {
  const Place *places = spreadPlacesOf(triangles, from, to);
  v128_t none = wasm_f32x4_splat(__builtin_nanf(""));
  for (u32 leaf = from; leaf < to; leaf++) {
    u32 size = leafStart(&triangles->tree, leaf + 1) - leafStart(&triangles->tree, leaf);
    Place read[LEAF_TRIANGLES];
    for (u32 i = 0; i < size; i++) read[i] = *places++;
    for (u32 i = 0; i < LEAF_TRIANGLES; i++) {
      bool isThere = i < size;
      v128_t a = isThere ? loadRow(positions, read[i].bits[0]) : none;
      v128_t b = isThere ? loadRow(positions, read[i].bits[1]) : none;
      v128_t c = isThere ? loadRow(positions, read[i].bits[2]) : none;
      putTriangle(triangles->leaves + leaf, i, a, b, c);
      triangles->ids[leaf * LEAF_TRIANGLES + i] = isThere ? read[i].id : 0;
    }
  }
}

// The boxes of filled leaves.
void EXPORT(boxTriangles)(TriangleTree *triangles, u32 from, u32 to) {
  for (u32 leaf = from; leaf < to; leaf++) boxLeaf(&triangles->tree, leaf, triangles->leaves + leaf);
}

// The same for leaves that name their corners.
void EXPORT(boxIndexedTriangles)(IndexedTree *triangles, u32 from, u32 to) {
  for (u32 index = from; index < to; index++) {
    TriangleLeaf leaf = gatheredLeaf(triangles, index);
    boxLeaf(&triangles->tree, index, &leaf);
  }
}

// Fills `slots` of every triangle.
void EXPORT(findTriangleSlots)(const TriangleTree *triangles, u32 *slots) {
  for (u32 slot = 0; slot < triangles->tree.itemCount; slot++) slots[triangles->ids[slot]] = slot;
}

// The corners [count*3] of the triangles in the given slots; of those below 0 nothing is written.
void EXPORT(findCorners)(const IndexedTree *triangles, const i32 *slots, u32 count, u32 *corners) {
  for (u32 i = 0; i < count; i++) {
    if (slots[i] < 0) continue;
    Corners found = cornersAt(triangles, (u32)slots[i]);
    for (u32 corner = 0; corner < 3; corner++) corners[i * 3 + corner] = found.vertex[corner];
  }
}
