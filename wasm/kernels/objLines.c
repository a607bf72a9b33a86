// The lines that make up nearly all of a Wavefront OBJ: v, vt, vn and f, straight from bytes. A line's numbers are found
// by masks over 48 or 64 bytes and their digits added up sixteen at a time. Whatever is rarer is left to the caller: the
// kernel stops in front of it.
#include "kernel.h"

enum { DONE = 0, STOPPED = 1 };

// Whole lines with 64 readable bytes behind them, and what a run of them holds. The arrays have room for the shortest
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

static const f64 powers[23] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                               1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
// Half of a number's last place, a hair wider so that exact halves count as said.
static const f64 halfPlaces[23] = {
    5.000001e-1,  5.000001e-2,  5.000001e-3,  5.000001e-4,  5.000001e-5,  5.000001e-6,  5.000001e-7,  5.000001e-8,
    5.000001e-9,  5.000001e-10, 5.000001e-11, 5.000001e-12, 5.000001e-13, 5.000001e-14, 5.000001e-15, 5.000001e-16,
    5.000001e-17, 5.000001e-18, 5.000001e-19, 5.000001e-20, 5.000001e-21, 5.000001e-22, 5.000001e-23,
};

INLINE u64 eightBytes(const u8 *at) {
  u64 bytes;
  __builtin_memcpy(&bytes, at, 8);
  return bytes;
}

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

// ---- Rows of numbers

// Three numbers as pairs.
typedef struct {
  v128_t xy, z;
} Row;

// How the numbers of a row are written, guessed from the first: a point and so many digits behind it.
typedef struct {
  u32 decimals;
  v128_t lanes;  // of 16 bytes up to a number's end, without the point
  v128_t power, halfPlace;
} Layout;

// So many of the last lanes: from `lastLanes + n`.
static const u8 lastLanes[32] = {[16 ... 31] = 0xFF};

// Bytes up to a blank are below 33.
INLINE u64 blanks16(const u8 *at) {
  return (u64)wasm_i8x16_bitmask(wasm_u8x16_lt(wasm_v128_load(at), wasm_i8x16_splat(' ' + 1)));
}
INLINE u64 blanks48(const u8 *at) { return blanks16(at) | blanks16(at + 16) << 16 | blanks16(at + 32) << 32; }
INLINE u64 points16(const u8 *at) { return (u64)wasm_i8x16_bitmask(wasm_i8x16_eq(wasm_v128_load(at), wasm_i8x16_splat('.'))); }

INLINE Layout layoutAt(const u8 *at) {
  u32 end = lowestBit(blanks16(at)), point = lowestBit(points16(at));
  Layout layout;
  u32 decimals = end - point - 1;
  layout.decimals = decimals < 15 ? decimals : 15;
  v128_t lanes = wasm_i8x16_make(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
  v128_t isBefore = wasm_i8x16_lt(lanes, wasm_i8x16_splat((int8_t)(16 - layout.decimals)));
  layout.lanes = wasm_i8x16_add(lanes, isBefore);
  layout.power = wasm_f64x2_splat(powers[layout.decimals]);
  layout.halfPlace = wasm_f64x2_splat(halfPlaces[layout.decimals]);
  return layout;
}

INLINE v128_t alignedDigits(v128_t bytes, v128_t lanes, u32 digits) {
  v128_t values = wasm_i8x16_sub(wasm_i8x16_swizzle(bytes, lanes), wasm_i8x16_splat('0'));
  return wasm_v128_and(values, wasm_v128_load(lastLanes + (digits & 15)));
}

// Signs as the highest bits of a pair: without a branch, which would have to guess them.
INLINE v128_t signsOf(u64 first, u64 second) { return wasm_u64x2_make(first << 63, second << 63); }

// Whole numbers of up to 15 digits, two of them: below 2^53, so that one exact division rounds correctly.
INLINE v128_t mantissasOf(v128_t firstDigits, v128_t secondDigits) {
  v128_t eights = eightsOf(foursOf(firstDigits), foursOf(secondDigits));
  v128_t high = wasm_f64x2_convert_low_i32x4(wasm_i32x4_shuffle(eights, eights, 0, 2, 0, 2));
  v128_t low = wasm_f64x2_convert_low_i32x4(wasm_i32x4_shuffle(eights, eights, 1, 3, 1, 3));
  return wasm_f64x2_add(wasm_f64x2_mul(high, wasm_f64x2_splat(1e8)), low);
}

// `count` (2 or 3) numbers of one layout, one space between them, and the end of the line: what programs write. Null
// where the line is different.
INLINE const u8 *plainNumbers(const u8 *at, u32 count, const Layout *layout, Row *row) {
  u64 blanks = blanks48(at);
  v128_t aligned[3], largest = wasm_i8x16_splat(0);
  u64 isNegative[3] = {0, 0, 0};
  u32 start = 0, end = 0, different = 0;
  aligned[2] = largest;
#pragma unroll
  for (u32 i = 0; i < count; i++) {
    end = lowestBit(blanks);
    blanks &= blanks - 1;
    isNegative[i] = at[start] == '-';
    u32 digits = end - start - (u32)isNegative[i] - 1;
    different |= (digits - layout->decimals > 15 - layout->decimals) | (at[end - 1 - layout->decimals] ^ '.');
    if (i + 1 < count) different |= at[end] ^ ' ';
    aligned[i] = alignedDigits(wasm_v128_load(at + end - 16), layout->lanes, digits);
    largest = wasm_u8x16_max(largest, aligned[i]);
    start = end + 1;
  }
  different |= wasm_v128_any_true(wasm_u8x16_gt(largest, wasm_i8x16_splat(9)));
  if (different) return 0;
  v128_t xy = wasm_f64x2_div(mantissasOf(aligned[0], aligned[1]), layout->power);
  row->xy = wasm_v128_or(xy, signsOf(isNegative[0], isNegative[1]));
  if (count < 3) return afterLineEnd(at + end);
  v128_t z = wasm_f64x2_div(mantissasOf(aligned[2], aligned[2]), layout->power);
  row->z = wasm_v128_or(z, signsOf(isNegative[2], 0));
  return afterLineEnd(at + end);
}

typedef struct {
  f64 value;
  f64 halfPlace;
} Number;

// Up to three digits behind an “e” as a power of ten; null where there is something else.
static const u8 *exponentAt(const u8 *at, i32 *power) {
  bool isNegative = *at == '-';
  at += isNegative || *at == '+';
  i32 written = 0;
  const u8 *start = at;
  for (; isDigit(*at) && at < start + 4; at++) written = written * 10 + *at - '0';
  *power = isNegative ? -written : written;
  return at > start && at < start + 4 ? at : 0;
}

// Any other number of up to 15 digits; null where it is longer, not finite, or none.
static const u8 *numberAt(const u8 *at, Number *number) {
  bool isNegative = *at == '-';
  at += isNegative;
  u64 mantissa = 0;
  const u8 *start = at, *point = 0;
  for (; isDigit(*at) || (*at == '.' && !point); at++) {
    if (at - start > 15) return 0;
    if (*at == '.') point = at;
    else mantissa = mantissa * 10 + *at - '0';
  }
  i32 digits = (i32)(at - start) - (point != 0);
  if (digits < 1 || digits > 15) return 0;
  i32 power = point ? (i32)(point + 1 - at) : 0;
  if ((*at | 32) == 'e') {
    i32 exponent;
    at = exponentAt(at + 1, &exponent);
    if (at == 0) return 0;
    power += exponent;
  }
  if (*at > ' ' || power < -22 || power > 22) return 0;
  f64 value = power < 0 ? (f64)mantissa / powers[-power] : (f64)mantissa * powers[power];
  number->value = isNegative ? -value : value;
  number->halfPlace = power < 0 ? halfPlaces[-power] : 0.5 * powers[power];
  return at;
}

// `count` numbers from `at`, blanks before each; the place behind them, or null.
INLINE const u8 *numbersAt(const u8 *at, u32 count, Number *numbers) {
  for (u32 i = 0; i < count && at != 0; i++) at = numberAt(skipBlanks(at), numbers + i);
  return at;
}

INLINE v128_t saysMore(v128_t values, v128_t singles, v128_t halfPlace) {
  v128_t lost = wasm_f64x2_abs(wasm_f64x2_sub(values, wasm_f64x2_promote_low_f32x4(singles)));
  return wasm_f64x2_gt(lost, halfPlace);
}

// Three numbers as singles and as doubles; a little more is written behind each.
INLINE v128_t putRow(const Row *row, const Row *halfPlaces, f32 *singles, f64 *doubles) {
  v128_t xy = wasm_f32x4_demote_f64x2_zero(row->xy), z = wasm_f32x4_demote_f64x2_zero(row->z);
  wasm_v128_store64_lane(singles, xy, 0);
  wasm_v128_store32_lane(singles + 2, z, 0);
  if (doubles == 0) return xy;
  wasm_v128_store(doubles, row->xy);
  wasm_v128_store64_lane(doubles + 2, row->z, 0);
  return wasm_v128_or(saysMore(row->xy, xy, halfPlaces->xy), saysMore(row->z, z, halfPlaces->z));
}

// Numbers written in other ways, blanks anywhere, a comment behind them: `needed` of them, or `most`. Null where there
// are others.
static const u8 *unevenNumbers(const u8 *at, u32 needed, u32 most, Number *numbers, u32 *count) {
  at = numbersAt(at, needed, numbers);
  if (at == 0) return 0;
  *count = needed;
  if (!endsLine(*skipBlanks(at)) && most > needed) {
    at = numbersAt(at, most - needed, numbers + needed);
    if (at == 0) return 0;
    *count = most;
  }
  return restOfLine(at);
}

INLINE v128_t rowPair(f64 first, f64 second) { return wasm_f64x2_make(first, second); }

static const u8 *unevenVertex(ObjText *text, const u8 *at, v128_t *saidMore) {
  Number numbers[6];
  u32 count;
  at = unevenNumbers(at, 3, 6, numbers, &count);
  u32 hasColors = count == 6;
  if (at == 0 || (text->vertexCount > 0 && hasColors != text->hasColors)) return 0;
  text->hasColors = hasColors;
  u64 out = (u64)text->vertexCount * 3;
  for (u32 k = 0; k < 3 && hasColors; k++) text->colors[out + k] = numbers[3 + k].value;
  Row values = {rowPair(numbers[0].value, numbers[1].value), rowPair(numbers[2].value, 0)};
  Row halfPlaces = {rowPair(numbers[0].halfPlace, numbers[1].halfPlace), rowPair(numbers[2].halfPlace, 1)};
  *saidMore = wasm_v128_or(*saidMore, putRow(&values, &halfPlaces, text->positions + out, text->doublePositions + out));
  return at;
}

INLINE bool startsVertex(const u8 *at) { return at[0] == 'v' && isBlank(at[1]); }
INLINE bool startsUv(const u8 *at) { return at[0] == 'v' && at[1] == 't' && isBlank(at[2]); }
INLINE bool startsNormal(const u8 *at) { return at[0] == 'v' && at[1] == 'n' && isBlank(at[2]); }

// Vertices until another line; returns the place of the first that was not read. So do the next two.
static const u8 *vertexLines(ObjText *text, const u8 *at) {
  Layout layout = layoutAt(at + 2);
  Row halfPlaces = {layout.halfPlace, layout.halfPlace};
  v128_t saidMore = wasm_i8x16_splat(0);
  while (at < text->end && startsVertex(at)) {
    Row row;
    const u8 *next = text->hasColors ? 0 : plainNumbers(at + 2, 3, &layout, &row);
    u64 out = (u64)text->vertexCount * 3;
    if (next != 0) saidMore = wasm_v128_or(saidMore, putRow(&row, &halfPlaces, text->positions + out, text->doublePositions + out));
    else next = unevenVertex(text, at + 2, &saidMore);
    if (next == 0) break;
    text->vertexCount++;
    text->lineCount++;
    at = next;
  }
  text->needsDouble |= wasm_v128_any_true(saidMore);
  return at;
}

static const u8 *unevenRow(const u8 *at, u32 needed, f32 *out) {
  Number numbers[3];
  u32 count;
  at = unevenNumbers(at, needed, 3, numbers, &count);
  for (u32 k = 0; k < needed && at != 0; k++) out[k] = (f32)numbers[k].value;
  return at;
}

static const u8 *uvLines(ObjText *text, const u8 *at) {
  Layout layout = layoutAt(at + 3);
  while (at < text->end && startsUv(at)) {
    Row row;
    f32 *out = text->uvs + (u64)text->uvCount * 2;
    const u8 *next = plainNumbers(at + 3, 2, &layout, &row);
    if (next != 0) wasm_v128_store64_lane(out, wasm_f32x4_demote_f64x2_zero(row.xy), 0);
    else next = unevenRow(at + 3, 2, out);
    if (next == 0) break;
    text->uvCount++;
    text->lineCount++;
    at = next;
  }
  return at;
}

static const u8 *normalLines(ObjText *text, const u8 *at) {
  Layout layout = layoutAt(at + 3);
  while (at < text->end && startsNormal(at)) {
    Row row;
    f32 *out = text->normals + (u64)text->normalCount * 3;
    const u8 *next = plainNumbers(at + 3, 3, &layout, &row);
    if (next != 0) putRow(&row, 0, out, 0);
    else next = unevenRow(at + 3, 3, out);
    if (next == 0) break;
    text->normalCount++;
    text->lineCount++;
    at = next;
  }
  return at;
}

// ---- Faces

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

// A blank line or a comment.
INLINE const u8 *emptyLine(ObjText *text, const u8 *at) {
  if (*at != '#' && *at != '\n' && *at != '\r') return at;
  const u8 *next = restOfLine(at);
  if (next == 0) return at;
  text->lineCount++;
  return next;
}

INLINE const u8 *linesOfAKind(ObjText *text, const u8 *at) {
  if (startsFace(at)) return faceLines(text, at);
  if (startsVertex(at)) return vertexLines(text, at);
  if (startsUv(at)) return uvLines(text, at);
  if (startsNormal(at)) return normalLines(text, at);
  return emptyLine(text, at);
}

// Reads lines until the end, or a line that is not its own, unusual, or that begins another run: with faces of another
// form, or vertices with colours behind such without. `at` then stands in front of that line.
u32 EXPORT(readObjLines)(ObjText *memory) {
  // A copy of its own, which no array that is written can be part of.
  ObjText text = *memory;
  const u8 *at = text.at;
  u32 status = DONE;
  while (at < text.end && status == DONE) {
    const u8 *next = linesOfAKind(&text, at);
    if (next == at) status = STOPPED;
    at = next;
  }
  text.at = at;
  *memory = text;
  return status;
}
