// The neighbourhoods of a triangle mesh, its pieces, and what is averaged over neighbours.
#include "kernel.h"

INLINE bool isProper(const u32 *t) { return t[0] != t[1] && t[1] != t[2] && t[2] != t[0]; }

// Ascending, in place: by insertion, with shrinking gaps (Ciura) where there are many.
static void sortNumbers(u32 *numbers, u32 count) {
  static const u32 gaps[] = {1750, 701, 301, 132, 57, 23, 10, 4, 1};
  for (u32 g = count > 20 ? 0 : 8; g < 9; g++) {
    u32 gap = gaps[g];
    for (u32 i = gap; i < count; i++) {
      u32 number = numbers[i];
      u32 j = i;
      for (; j >= gap && numbers[j - gap] > number; j -= gap) numbers[j] = numbers[j - gap];
      numbers[j] = number;
    }
  }
}

// Fills starts [n + 1] and neighbours (room for 6 a triangle): the vertices that each shares an edge with, ascending;
// and isBoundary [n]: 1 at the ends of edges that only one triangle uses. Triangles that name a vertex twice have no
// edges. Returns the number of neighbours.
u32 EXPORT(meshNeighbours)(const u32 *triangles, u32 triangleCount, u32 vertexCount, u32 *starts, u32 *neighbours,
                           u8 *isBoundary) {
  for (u32 v = 0; v <= vertexCount; v++) starts[v] = 0;
  for (u32 t = 0; t < triangleCount; t++) {
    const u32 *corner = triangles + t * 3;
    if (!isProper(corner)) continue;
    for (u32 i = 0; i < 3; i++) starts[corner[i]] += 2;
  }
  u32 sum = 0;
  for (u32 v = 0; v <= vertexCount; v++) {
    sum += starts[v];
    starts[v] = sum;
  }
  // Filled from behind: afterwards every start stands where its vertex begins.
  for (u32 t = 0; t < triangleCount; t++) {
    const u32 *corner = triangles + t * 3;
    if (!isProper(corner)) continue;
    for (u32 i = 0; i < 3; i++) {
      neighbours[--starts[corner[i]]] = corner[(i + 1) % 3];
      neighbours[--starts[corner[i]]] = corner[(i + 2) % 3];
    }
  }
  u32 kept = 0;
  for (u32 v = 0; v < vertexCount; v++) {
    u32 first = starts[v], end = starts[v + 1];
    sortNumbers(neighbours + first, end - first);
    starts[v] = kept;
    isBoundary[v] = 0;
    for (u32 i = first; i < end;) {
      u32 next = i + 1;
      while (next < end && neighbours[next] == neighbours[i]) next++;
      if (next == i + 1) isBoundary[v] = 1;
      neighbours[kept++] = neighbours[i];
      i = next;
    }
  }
  starts[vertexCount] = kept;
  return kept;
}

static u32 rootOf(u32 *parents, u32 vertex) {
  while (parents[vertex] != vertex) {
    parents[vertex] = parents[parents[vertex]];
    vertex = parents[vertex];
  }
  return vertex;
}

// roots [n]: the lowest vertex of the piece that each vertex belongs to; triangleCounts [n]: at a piece's lowest vertex
// how many triangles it has, elsewhere 0.
void EXPORT(meshPieces)(const u32 *triangles, u32 triangleCount, u32 vertexCount, u32 *roots, u32 *triangleCounts) {
  for (u32 v = 0; v < vertexCount; v++) {
    roots[v] = v;
    triangleCounts[v] = 0;
  }
  for (u32 t = 0; t < triangleCount; t++) {
    for (u32 i = 1; i < 3; i++) {
      u32 a = rootOf(roots, triangles[t * 3]);
      u32 b = rootOf(roots, triangles[t * 3 + i]);
      if (a < b) roots[b] = a;
      else roots[a] = b;
    }
  }
  for (u32 v = 0; v < vertexCount; v++) roots[v] = rootOf(roots, v);
  for (u32 t = 0; t < triangleCount; t++) triangleCounts[roots[triangles[t * 3]]]++;
}

INLINE f64 lengthOf(const f64 *v) { return __builtin_sqrt(v[0] * v[0] + v[1] * v[1] + v[2] * v[2]); }

INLINE void storeUnit(const f64 *v, f32 *out) {
  f64 length = lengthOf(v);
  bool isSound = length > 0 && length < __builtin_inf();
  for (u32 i = 0; i < 3; i++) out[i] = isSound ? (f32)(v[i] / length) : 0;
}

// Adds the normals of triangles, each twice as long as its area, to the sums [n*3] of their corners.
void EXPORT(addNormals)(const f32 *positions, const u32 *triangles, u32 triangleCount, f64 *sums) {
  for (u32 t = 0; t < triangleCount; t++) {
    const u32 *corner = triangles + t * 3;
    const f32 *a = positions + corner[0] * 3;
    const f32 *b = positions + corner[1] * 3;
    const f32 *c = positions + corner[2] * 3;
    f64 p[3], q[3];
    for (u32 i = 0; i < 3; i++) {
      p[i] = (f64)b[i] - a[i];
      q[i] = (f64)c[i] - a[i];
    }
    f64 n[3] = {p[1] * q[2] - p[2] * q[1], p[2] * q[0] - p[0] * q[2], p[0] * q[1] - p[1] * q[0]};
    for (u32 k = 0; k < 3; k++)
      for (u32 i = 0; i < 3; i++) sums[corner[k] * 3 + i] += n[i];
  }
}

// Unit normals [n*3] of sums.
void EXPORT(unitNormals)(const f64 *sums, u32 vertexCount, f32 *normals) {
  for (u32 v = 0; v < vertexCount; v++) storeUnit(sums + v * 3, normals + v * 3);
}

#define NO_NORMAL 0x80008000u
#define PACKED_UNIT 32767.0

INLINE f64 magnitude(f64 value) { return __builtin_fabs(value); }

INLINE f64 folded(f64 value, f64 other) { return __builtin_copysign(1 - magnitude(other), value); }

INLINE u32 packedPart(f64 value) { return (u32)(i32)__builtin_floor(value * PACKED_UNIT + 0.5) & 0xffff; }

// Directions of sums in 16 bits each of two numbers: the octahedron |x| + |y| + |z| = 1 seen from above, its lower half
// folded out (Meyer et al., On Floating-Point Normal Vectors, 2010). NO_NORMAL where there is none.
void EXPORT(packNormals)(const f64 *sums, u32 vertexCount, u32 *packed) {
  for (u32 v = 0; v < vertexCount; v++) {
    const f64 *n = sums + v * 3;
    f64 size = magnitude(n[0]) + magnitude(n[1]) + magnitude(n[2]);
    if (!(size > 0 && size < __builtin_inf())) {
      packed[v] = NO_NORMAL;
      continue;
    }
    f64 x = n[0] / size, y = n[1] / size;
    bool isBelow = n[2] < 0;
    packed[v] = packedPart(isBelow ? folded(x, y) : x) | packedPart(isBelow ? folded(y, x) : y) << 16;
  }
}

// A number for each vertex that differs in most bits from its neighbours' (the finaliser of MurmurHash3, Appleby 2011).
INLINE u32 markOf(u32 vertex) {
  // Of 0 the mark would be 0, which cancels nothing.
  u32 number = vertex + 1;
  u32 mark = (number ^ (number >> 16)) * 0x85ebca6bu;
  mark = (mark ^ (mark >> 13)) * 0xc2b2ae35u;
  return mark ^ (mark >> 16);
}

// Takes the uses of the triangles' edges into the marks [n], which are then not 0 where an edge with an odd number of uses
// ends. Every vertex gathers, by exclusive or, a number of its neighbour for each use of their edge, so that uses in pairs
// cancel. (Several odd edges of one vertex cancel each other by a chance of one in four thousand million.)
void EXPORT(addOddMarks)(const u32 *triangles, u32 triangleCount, u32 *marks) {
  for (u32 t = 0; t < triangleCount; t++) {
    const u32 *corner = triangles + t * 3;
    if (!isProper(corner)) continue;
    u32 a = markOf(corner[0]), b = markOf(corner[1]), c = markOf(corner[2]);
    marks[corner[0]] ^= b ^ c;
    marks[corner[1]] ^= c ^ a;
    marks[corner[2]] ^= a ^ b;
  }
}

// smooth = unit of each normal plus its neighbours'.
void EXPORT(smoothNormals)(const f32 *normals, u32 vertexCount, const u32 *starts, const u32 *neighbours, f32 *smooth) {
  for (u32 v = 0; v < vertexCount; v++) {
    f64 sum[3] = {normals[v * 3], normals[v * 3 + 1], normals[v * 3 + 2]};
    for (u32 k = starts[v]; k < starts[v + 1]; k++)
      for (u32 i = 0; i < 3; i++) sum[i] += normals[neighbours[k] * 3 + i];
    storeUnit(sum, smooth + v * 3);
  }
}
