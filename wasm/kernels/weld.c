// Facets of a binary STL to a mesh: corners at exactly the same place (0 and −0 alike) become one vertex.
#include "kernel.h"

#define FACET_BYTES 50
#define EMPTY 0xFFFFFFFFu

// Facets looked up together: their corners and hashes stay in the nearest cache.
enum { BATCH = 128 };

typedef struct {
  u32 vertex;  // EMPTY where none
  u32 mark;    // part of the hash, so that other vertices need not be looked at
} WeldSlot;

typedef struct {
  u32 place[4];  // bit patterns of x y z, and 0
  u64 hash;
  WeldSlot guess;  // what stood in its slot when the batch began
} WeldCorner;

typedef struct {
  WeldSlot *table;      // [tableSize], a power of two
  u32 *vertices;        // [tableSize / 2 * 3] bit patterns of what was found
  WeldCorner *corners;  // [BATCH * 3]
  u32 tableSize;
  u32 vertexCount;
  u32 attributeCount;  // facets that carry an attribute
  u32 notFinite;       // a vertex is not finite
} Weld;

void EXPORT(clearWeld)(Weld *weld) {
  weld->vertexCount = weld->attributeCount = weld->notFinite = 0;
  __builtin_memset(weld->table, 0xFF, (u64)weld->tableSize * sizeof(WeldSlot));
}

INLINE u32 slotOf(const Weld *weld, u64 hash) { return (u32)(hash >> 32) & (weld->tableSize - 1); }
INLINE u32 markOf(u64 hash) { return (u32)(hash ^ hash >> 29); }

// The places and hashes of a batch: a product for each number, whose upper bits depend on all of its own.
INLINE void hashCorners(WeldCorner *corners, const u8 *facets, u32 count) {
  v128_t minusZero = wasm_i32x4_splat((i32)0x80000000);
  v128_t used = wasm_i32x4_make(-1, -1, -1, 0);
  for (u32 i = 0; i < count; i++, facets += FACET_BYTES) {
#pragma unroll
    for (u32 k = 0; k < 3; k++, corners++) {
      v128_t bits = wasm_v128_and(wasm_v128_load(facets + 12 + k * 12), used);
      v128_t place = wasm_v128_andnot(bits, wasm_i32x4_eq(bits, minusZero));
      wasm_v128_store(corners->place, place);
      u64 hash = (u64)wasm_u32x4_extract_lane(place, 0) * 0x9E3779B97F4A7C15ull;
      hash += (u64)wasm_u32x4_extract_lane(place, 1) * 0xC2B2AE3D27D4EB4Full;
      hash += (u64)wasm_u32x4_extract_lane(place, 2) * 0x165667B19E3779F9ull;
      corners->hash = hash ^ hash >> 15;
    }
  }
}

// Loads what stands in the slots, one after the other without a question in between: the memory answers many at once.
INLINE void guessVertices(const Weld *weld, WeldCorner *corners, u32 count) {
  for (u32 i = 0; i < count; i++) corners[i].guess = weld->table[slotOf(weld, corners[i].hash)];
}

INLINE bool isAt(const Weld *weld, u32 vertex, v128_t place) {
  v128_t found = wasm_v128_load(weld->vertices + (u64)vertex * 3);
  return (wasm_i32x4_bitmask(wasm_i32x4_eq(found, place)) & 7) == 7;
}

// Vertex at a corner, new or known; EMPTY where the table is half full.
INLINE u32 lookedUp(Weld *weld, const WeldCorner *corner, v128_t place) {
  u32 mark = markOf(corner->hash);
  for (u32 slot = slotOf(weld, corner->hash);; slot = (slot + 1) & (weld->tableSize - 1)) {
    WeldSlot *entry = weld->table + slot;
    if (entry->vertex == EMPTY) {
      if (weld->vertexCount * 2 >= weld->tableSize) return EMPTY;
      wasm_v128_store(weld->vertices + (u64)weld->vertexCount * 3, place);
      v128_t difference = wasm_f32x4_sub(place, place);
      weld->notFinite |= wasm_v128_any_true(wasm_f32x4_ne(difference, difference));
      entry->mark = mark;
      return entry->vertex = weld->vertexCount++;
    }
    if (entry->mark == mark && isAt(weld, entry->vertex, place)) return entry->vertex;
  }
}

INLINE u32 vertexAt(Weld *weld, const WeldCorner *corner) {
  v128_t place = wasm_v128_load(corner->place);
  bool isGuess = corner->guess.vertex != EMPTY && corner->guess.mark == markOf(corner->hash);
  if (isGuess && isAt(weld, corner->guess.vertex, place)) return corner->guess.vertex;
  return lookedUp(weld, corner, place);
}

// Welds `count` facets of 50 bytes into `triangles` ([count*3]); 0 where the table is too small, else 1.
u32 EXPORT(weldFacets)(Weld *memory, const u8 *facets, u32 count, u32 *triangles) {
  Weld weld = *memory;
  while (count > 0) {
    u32 batch = count < BATCH ? count : BATCH;
    hashCorners(weld.corners, facets, batch);
    guessVertices(&weld, weld.corners, batch * 3);
    for (u32 i = 0; i < batch * 3; i++) {
      u32 vertex = vertexAt(&weld, weld.corners + i);
      if (vertex == EMPTY) return 0;
      triangles[i] = vertex;
    }
    for (u32 i = 0; i < batch; i++) weld.attributeCount += (facets[i * FACET_BYTES + 48] | facets[i * FACET_BYTES + 49]) != 0;
    facets += batch * FACET_BYTES;
    triangles += batch * 3;
    count -= batch;
  }
  *memory = weld;
  return 1;
}
