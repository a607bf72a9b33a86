// The faces of an OBJ: usual triangles at places known beforehand, and any other corner by corner.
#pragma once
#include "objText.h"

INLINE u64 eightBytes(const u8 *at) {
  u64 bytes;
  __builtin_memcpy(&bytes, at, 8);
  return bytes;
}

INLINE u64 others16(const u8 *at) {
  v128_t digits = wasm_i8x16_sub(wasm_v128_load(at), wasm_i8x16_splat('0'));
  return (u64)wasm_i8x16_bitmask(wasm_u8x16_gt(digits, wasm_i8x16_splat(9)));
}
INLINE u64 others32(const u8 *at) { return others16(at) | others16(at + 16) << 16; }

// Indices of one kind, of the three corners of a triangle, as eight digits each.
typedef struct {
  u64 digits[3];
} Triple;

// Three 0-based indices, and −1.
INLINE v128_t indicesOf(const Triple *triple) {
  v128_t low = wasm_i8x16_splat(0x0F);
  v128_t two = wasm_v128_and(wasm_u64x2_make(triple->digits[0], triple->digits[1]), low);
  v128_t one = wasm_v128_and(wasm_u64x2_make(triple->digits[2], 0), low);
  return wasm_i32x4_sub(eightsOf(foursOf(two), foursOf(one)), wasm_i32x4_splat(1));
}

typedef struct {
  v128_t corners[3];  // of vertices, texture coordinates, normals
} Triangle;

INLINE bool hasKind(u32 form, u32 kind) { return kind == 0 || (form & kind) != 0; }

// From here on indices of texture coordinates and normals are written: first those so far.
static void beginToDiffer(ObjText *text, v128_t *largest) {
  text->differs = 1;
  text->largest[1] = text->largest[2] = text->largest[0];
  largest[1] = largest[2] = largest[0];
  __builtin_memcpy(text->uvCorners, text->corners, (u64)text->cornerCount * 4);
  __builtin_memcpy(text->normalCorners, text->corners, (u64)text->cornerCount * 4);
}

INLINE void putTriangle(ObjText *text, u32 form, const Triangle *triangle, v128_t *largest) {
  u32 *const arrays[3] = {text->corners, text->uvCorners, text->normalCorners};
#pragma unroll
  for (u32 kind = 0; kind < 3; kind++) {
    if (!hasKind(form, kind) || (kind > 0 && !text->differs)) continue;
    wasm_v128_store(arrays[kind] + text->cornerCount, triangle->corners[kind]);
    largest[kind] = wasm_u32x4_max(largest[kind], triangle->corners[kind]);
  }
  text->cornerCount += 3;
}

INLINE bool differsIn(const Triangle *triangle, u32 form) {
  v128_t differs = wasm_i32x4_splat(0);
#pragma unroll
  for (u32 kind = 1; kind < 3; kind++) {
    if (hasKind(form, kind)) differs = wasm_v128_or(differs, wasm_v128_xor(triangle->corners[kind], triangle->corners[0]));
  }
  return wasm_v128_any_true(differs);
}

INLINE bool digitsDiffer(const Triple *triples, u32 form) {
  u64 differs = 0;
#pragma unroll
  for (u32 corner = 0; corner < 3; corner++) {
    if (form & 1) differs |= triples[1].digits[corner] ^ triples[0].digits[corner];
    if (form & 2) differs |= triples[2].digits[corner] ^ triples[0].digits[corner];
  }
  return differs != 0;
}

// Whether one of three indices is 0 in the file.
INLINE bool hasZero(v128_t indices) { return (wasm_i32x4_bitmask(indices) & 7) != 0; }

// False where an index is 0.
INLINE bool putDigits(ObjText *text, u32 form, const Triple *triples, v128_t *largest) {
  Triangle triangle;
  triangle.corners[0] = indicesOf(triples);
  if (hasZero(triangle.corners[0])) return false;
  if (form != 4 && (text->differs || digitsDiffer(triples, form))) {
    if (form & 1) triangle.corners[1] = indicesOf(triples + 1);
    if (form & 2) triangle.corners[2] = indicesOf(triples + 2);
    if ((form & 1) && hasZero(triangle.corners[1])) return false;
    if ((form & 2) && hasZero(triangle.corners[2])) return false;
    if (!text->differs) beginToDiffer(text, largest);
  }
  putTriangle(text, form, &triangle, largest);
  return true;
}

// Where the indices of a triangle stand, guessed from one before: as many digits of each kind in every corner. What is
// known before the line is looked at need not be waited for.
typedef struct {
  u32 places[3];  // of each kind, from the start of its corner
  u32 digits[3];
  u32 cornerBytes;
  u64 others;  // bytes of two corners that are no digits
} FaceLayout;

INLINE u64 lowBits(u32 count) { return (1ull << (count & 63)) - 1; }

INLINE FaceLayout layoutOf(u32 form, const u32 *digits) {
  FaceLayout layout;
  u32 place = 0;
  u64 others = 0;
#pragma unroll
  for (u32 kind = 0; kind < 3; kind++) {
    if (!hasKind(form, kind)) continue;
    // v//vn: two slashes.
    if (kind == 2 && form == 6) others |= 1ull << place++;
    layout.places[kind] = place;
    layout.digits[kind] = digits[kind];
    place += digits[kind];
    others |= 1ull << place++;
  }
  layout.cornerBytes = place;
  layout.others = others | others << place;
  return layout;
}

// Bit by bit 0 where the bytes of a corner that are no digits are the right ones.
INLINE u32 wrongMarks(const u8 *at, u32 form, const FaceLayout *layout, bool isLast) {
  u32 wrong = isLast ? 0 : at[layout->cornerBytes - 1] ^ ' ';
  if (form != 4) wrong |= at[layout->digits[0]] ^ '/';
  if (form & 2) wrong |= at[layout->places[2] - 1] ^ '/';
  return wrong;
}

// A triangle as the layout says, and the end of the line. Null where the line is different.
INLINE const u8 *expectedTriangle(ObjText *text, const u8 *at, u32 form, const FaceLayout *layout, v128_t *largest) {
  u32 cornerBytes = layout->cornerBytes;
  u64 two = form == 4 ? others32(at) : others32(at) | others32(at + 32) << 32;
  u64 different = (two ^ layout->others) & lowBits(2 * cornerBytes);
  different |= (others32(at + 2 * cornerBytes) ^ layout->others) & lowBits(cornerBytes);
  Triple triples[3];
#pragma unroll
  for (u32 corner = 0; corner < 3; corner++) {
    const u8 *start = at + corner * cornerBytes;
    different |= wrongMarks(start, form, layout, corner == 2);
#pragma unroll
    for (u32 kind = 0; kind < 3; kind++) {
      if (!hasKind(form, kind)) continue;
      triples[kind].digits[corner] = eightBytes(start + layout->places[kind]) << (64 - 8 * layout->digits[kind]);
    }
  }
  if (different) return 0;
  const u8 *next = afterLineEnd(at + 3 * cornerBytes - 1);
  return next != 0 && putDigits(text, form, triples, largest) ? next : 0;
}

// How many digits the indices of the corner at `at` have; false where one has none or more than eight.
INLINE bool digitsOf(const u8 *at, u32 form, u32 *digits) {
  bool isPlain = true;
#pragma unroll
  for (u32 kind = 0; kind < 3; kind++) {
    if (!hasKind(form, kind)) continue;
    if (kind == 2 && form == 6) at++;
    digits[kind] = lowestBit(others16(at) | 1 << 15);
    at += digits[kind] + 1;
    isPlain &= digits[kind] - 1 < 8;
  }
  return isPlain;
}

// A triangle of positive indices of up to 8 digits, one space between its corners, and the end of the line: what programs
// write. Null where the line is different.
INLINE const u8 *plainTriangle(ObjText *text, const u8 *at, u32 form, FaceLayout *layout, v128_t *largest) {
  const u8 *next = expectedTriangle(text, at, form, layout, largest);
  if (next != 0) return next;
  u32 digits[3];
  if (!digitsOf(at, form, digits)) return 0;
  *layout = layoutOf(form, digits);
  return expectedTriangle(text, at, form, layout, largest);
}

// A 1-based or negative index into `count` elements as 0-based; null where it is malformed or says 0 or before the first.
INLINE const u8 *indexAt(const u8 *at, u32 count, u32 *index) {
  bool isNegative = *at == '-';
  at += isNegative;
  const u8 *start = at;
  u32 written = 0;
  for (; isDigit(*at); at++) written = written * 10 + *at - '0';
  *index = isNegative ? count - written : written - 1;
  return at > start && at < start + 9 && (i32)*index >= 0 ? at : 0;
}

typedef struct {
  u32 indices[3];  // of the vertex, texture coordinate, normal
} Corner;

// The corner at `at`, in the form the run's faces have; null where it is of another form or malformed.
INLINE const u8 *cornerAt(const ObjText *text, const u8 *at, u32 form, Corner *corner) {
  const u32 counts[3] = {text->vertexBase + text->vertexCount, text->uvBase + text->uvCount,
                         text->normalBase + text->normalCount};
  at = skipBlanks(at);
#pragma unroll
  for (u32 kind = 0; kind < 3; kind++) {
    if (kind == 2 && form == 6) {
      if (at[0] != '/') return 0;
      at++;
    }
    if (!hasKind(form, kind)) continue;
    if (kind > 0 && *at++ != '/') return 0;
    at = indexAt(at, counts[kind], corner->indices + kind);
    if (at == 0) return 0;
  }
  return *at > ' ' ? 0 : at;
}

INLINE Triangle triangleOf(const Corner *a, const Corner *b, const Corner *c) {
  Triangle triangle;
#pragma unroll
  for (u32 kind = 0; kind < 3; kind++) {
    triangle.corners[kind] = wasm_u32x4_make(a->indices[kind], b->indices[kind], c->indices[kind], 0xFFFFFFFF);
  }
  return triangle;
}

// Any other face, as a fan.
INLINE const u8 *unevenFace(ObjText *text, const u8 *at, u32 form, v128_t *largest) {
  Corner first, last, corner;
  u32 firstCorner = text->cornerCount;
  at = cornerAt(text, at, form, &first);
  if (at != 0) at = cornerAt(text, at, form, &last);
  if (at == 0) return 0;
  do {
    at = cornerAt(text, at, form, &corner);
    if (at == 0) break;
    Triangle triangle = triangleOf(&first, &last, &corner);
    if (form != 4 && !text->differs && differsIn(&triangle, form)) beginToDiffer(text, largest);
    putTriangle(text, form, &triangle, largest);
    last = corner;
    at = skipBlanks(at);
  } while (!endsLine(*at));
  if (at != 0) at = restOfLine(at);
  if (at == 0) {
    text->cornerCount = firstCorner;
    return 0;
  }
  u32 triangles = (text->cornerCount - firstCorner) / 3;
  if (triangles > 1) {
    text->polygons[text->polygonCount * 2] = firstCorner / 3;
    text->polygons[text->polygonCount++ * 2 + 1] = triangles + 2;
  }
  return at;
}

// Which indices the corners of a face have: those of its first.
static u32 formAt(const u8 *at) {
  at = skipBlanks(at);
  while (*at > ' ' && *at != '/') at++;
  if (*at != '/') return 4;
  u32 form = *++at == '/' ? 4 : 5;
  while (*at > ' ' && *at != '/') at++;
  return *at == '/' ? form | 2 : form;
}

INLINE bool startsFace(const u8 *at) { return at[0] == 'f' && isBlank(at[1]); }

INLINE u32 largestOf(v128_t indices) {
  u32 a = wasm_u32x4_extract_lane(indices, 0), b = wasm_u32x4_extract_lane(indices, 1), c = wasm_u32x4_extract_lane(indices, 2);
  u32 larger = a > b ? a : b;
  return larger > c ? larger : c;
}

// Faces until another line; returns the place of the first that was not read.
INLINE const u8 *facesOfForm(ObjText *text, const u8 *at, u32 form) {
  v128_t largest[3] = {wasm_i32x4_splat(0), wasm_i32x4_splat(0), wasm_i32x4_splat(0)};
  u32 oneDigit[3] = {1, 1, 1};
  FaceLayout layout = layoutOf(form, oneDigit);
  while (at < text->end && startsFace(at)) {
    const u8 *next = plainTriangle(text, at + 2, form, &layout, largest);
    if (next == 0) next = unevenFace(text, at + 2, form, largest);
    if (next == 0) break;
    text->lineCount++;
    at = next;
  }
  for (u32 kind = 0; kind < 3; kind++) {
    u32 seen = largestOf(largest[kind]);
    if (seen > text->largest[kind]) text->largest[kind] = seen;
  }
  return at;
}

// One copy of the code for each form, without its questions.
static const u8 *plainFaces(ObjText *text, const u8 *at) { return facesOfForm(text, at, 4); }
static const u8 *uvFaces(ObjText *text, const u8 *at) { return facesOfForm(text, at, 5); }
static const u8 *normalFaces(ObjText *text, const u8 *at) { return facesOfForm(text, at, 6); }
static const u8 *fullFaces(ObjText *text, const u8 *at) { return facesOfForm(text, at, 7); }

INLINE const u8 *faceLines(ObjText *text, const u8 *at) {
  if (text->cornerCount == 0) text->faceForm = formAt(at + 2);
  switch (text->faceForm) {
    case 4: return plainFaces(text, at);
    case 5: return uvFaces(text, at);
    case 6: return normalFaces(text, at);
    default: return fullFaces(text, at);
  }
}
