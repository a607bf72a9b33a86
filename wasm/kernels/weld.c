// Facets of a binary STL to a mesh: corners at exactly the same place (0 and −0 alike) become one vertex.
#include "kernel.h"

#define FACET_BYTES 50
#define EMPTY 0xFFFFFFFFu

typedef struct {
  u32 vertex;  // EMPTY where none
  u32 mark;    // part of the hash, so that other vertices need not be looked at
} WeldSlot;

typedef struct {
  WeldSlot *table;  // [tableSize], a power of two
  u32 *vertices;    // [tableSize / 2 * 3] bit patterns of what was found
  u32 tableSize;
  u32 vertexCount;
  u32 attributeCount;  // facets that carry an attribute
} Weld;

void EXPORT(clearWeld)(Weld *weld) {
  weld->vertexCount = weld->attributeCount = 0;
  __builtin_memset(weld->table, 0xFF, (u64)weld->tableSize * sizeof(WeldSlot));
}

INLINE u32 withoutMinusZero(u32 bits) { return bits == 0x80000000u ? 0 : bits; }

// Three multiplications, mixed by the finaliser of MurmurHash3 (Appleby 2011).
INLINE u64 hashOf(u32 x, u32 y, u32 z) {
  u64 h = ((u64)y << 32 | x) * 0x9E3779B97F4A7C15ull ^ (u64)z * 0xC2B2AE3D27D4EB4Full;
  h ^= h >> 33;
  h *= 0xFF51AFD7ED558CCDull;
  return h ^ h >> 33;
}

// Vertex at a place, new or known; EMPTY where the table is half full.
INLINE u32 vertexAt(Weld *weld, u32 x, u32 y, u32 z) {
  u64 hash = hashOf(x, y, z);
  u32 mask = weld->tableSize - 1;
  u32 mark = (u32)(hash >> 32);
  for (u32 slot = (u32)hash & mask;; slot = (slot + 1) & mask) {
    WeldSlot *entry = weld->table + slot;
    if (entry->vertex == EMPTY) {
      if (weld->vertexCount * 2 >= weld->tableSize) return EMPTY;
      u32 *found = weld->vertices + (u64)weld->vertexCount * 3;
      found[0] = x;
      found[1] = y;
      found[2] = z;
      entry->mark = mark;
      return entry->vertex = weld->vertexCount++;
    }
    if (entry->mark != mark) continue;
    const u32 *found = weld->vertices + (u64)entry->vertex * 3;
    if (found[0] == x && found[1] == y && found[2] == z) return entry->vertex;
  }
}

// Welds `count` facets of 50 bytes into `triangles` ([count*3]); 0 where the table is too small, else 1.
u32 EXPORT(weldFacets)(Weld *memory, const u8 *facets, u32 count, u32 *triangles) {
  Weld weld = *memory;
  for (u32 i = 0; i < count; i++, facets += FACET_BYTES, triangles += 3) {
    for (u32 corner = 0; corner < 3; corner++) {
      u32 bits[3];
      __builtin_memcpy(bits, facets + 12 + corner * 12, 12);
      u32 vertex = vertexAt(&weld, withoutMinusZero(bits[0]), withoutMinusZero(bits[1]), withoutMinusZero(bits[2]));
      if (vertex == EMPTY) return 0;
      triangles[corner] = vertex;
    }
    weld.attributeCount += (facets[48] | facets[49]) != 0;
  }
  *memory = weld;
  return 1;
}
