// What the kernel of OBJ lines is given and hands back, and what its parts share.
#pragma once
#include "kernel.h"

// Whole lines with 16 readable bytes before and 64 behind them, and what a run of them holds. The arrays have room for the shortest
// lines there are and 16 bytes more.
typedef struct {
  const u8 *at, *end;
  f32 *positions;        // [vertexCount * 3]
  f64 *doublePositions;  // [vertexCount * 3]
  f64 *colors;           // [vertexCount * 3] where the run has them
  f32 *uvs;              // [uvCount * 2]
  f32 *normals;          // [normalCount * 3]
  u32 *corners;          // [cornerCount] vertices of the corners of triangles, 0-based
  u32 *uvCorners;        // [cornerCount] where they differ
  u32 *normalCorners;    // [cornerCount] likewise
  u32 *polygons;         // [polygonCount * 2] first triangle and number of corners of faces with more than three
  u32 vertexBase, uvBase, normalBase;  // how many there were before the run: what negative indices count back from
  u32 vertexCount, uvCount, normalCount, cornerCount, polygonCount;
  u32 lineCount;
  u32 hasColors;    // of the run's vertices all have one, or none
  u32 faceForm;     // of all faces of the run: 1 with texture coordinates, 2 with normals, 4 once known
  u32 needsDouble;  // a coordinate says more than single precision can repeat
  u32 largest[3];   // index of a vertex, texture coordinate, normal; the last two where they differ
  u32 differs;      // not every index of a texture coordinate or normal is that of the vertex
} ObjText;

INLINE u32 lowestBit(u64 bits) { return (u32)__builtin_ctzll(bits | 1ull << 63); }

INLINE bool isDigit(u8 byte) { return (u8)(byte - '0') < 10; }
INLINE bool isBlank(u8 byte) { return byte == ' ' || byte == '\t'; }
INLINE bool endsLine(u8 byte) { return byte == '\n' || byte == '\r' || byte == '#'; }

INLINE const u8 *skipBlanks(const u8 *at) {
  while (isBlank(*at)) at++;
  return at;
}

// Behind the line end at `at`, or null where there is none.
INLINE const u8 *afterLineEnd(const u8 *at) {
  if (*at == '\r') at++;
  return *at == '\n' ? at + 1 : 0;
}

// Behind the end of the line when nothing but a comment follows, else null.
INLINE const u8 *restOfLine(const u8 *at) {
  at = skipBlanks(at);
  if (*at == '#') while (*at != '\n' && *at != '\r') at++;
  return afterLineEnd(at);
}

// Sums of four digits each, of 16.
INLINE v128_t foursOf(v128_t digits) {
  v128_t tens = wasm_v128_and(digits, wasm_i16x8_splat(0xFF));
  v128_t pairs = wasm_i16x8_add(wasm_i16x8_mul(tens, wasm_i16x8_splat(10)), wasm_u16x8_shr(digits, 8));
  return wasm_i32x4_dot_i16x8(pairs, wasm_i32x4_splat(1 << 16 | 100));
}

// Sums of eight digits each, of 32.
INLINE v128_t eightsOf(v128_t fours, v128_t more) {
  return wasm_i32x4_dot_i16x8(wasm_i16x8_narrow_i32x4(fours, more), wasm_i32x4_splat(1 << 16 | 10000));
}
