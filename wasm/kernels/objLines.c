// The lines that make up nearly all of a Wavefront OBJ: v, vt, vn and f, straight from bytes. Digits go eight at a time.
// Whatever is rarer is left to the caller: the kernel stops in front of it.
#include "kernel.h"

enum { DONE = 0, OTHER_STATEMENT = 1, UNUSUAL = 2 };

// A part of a file that ends behind the end of a line, with 64 readable bytes behind it, and what was read so far.
typedef struct {
  const u8 *at, *end;
  f64 *positions;  // [vertexCapacity * 3]
  f64 *colors;     // [vertexCapacity * 3]
  f64 *uvs;        // [uvCapacity * 2]
  f64 *normals;    // [normalCapacity * 3]
  u32 *corners;    // [cornerCapacity] vertices of the corners of triangles, 0-based
  u32 *uvCorners;  // [cornerCapacity]
  u32 *normalCorners;  // [cornerCapacity]
  u32 *polygons;       // [polygonCapacity * 2] first triangle and number of corners of faces with more than three
  u32 vertexCapacity, uvCapacity, normalCapacity, cornerCapacity, polygonCapacity;
  u32 vertexCount, colorCount, uvCount, normalCount, cornerCount, polygonCount;
  u32 faceForm;  // 1 with texture coordinates, 2 with normals, 4 once known
  i32 largestVertex, largestUv, largestNormal;
  u32 needsDouble;  // a coordinate says more than single precision can repeat
} ObjText;

static const f64 powers[23] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                               1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
static const f64 halfPlaces[23] = {
    5.000001e-1,  5.000001e-2,  5.000001e-3,  5.000001e-4,  5.000001e-5,  5.000001e-6,  5.000001e-7,  5.000001e-8,
    5.000001e-9,  5.000001e-10, 5.000001e-11, 5.000001e-12, 5.000001e-13, 5.000001e-14, 5.000001e-15, 5.000001e-16,
    5.000001e-17, 5.000001e-18, 5.000001e-19, 5.000001e-20, 5.000001e-21, 5.000001e-22, 5.000001e-23,
};
static const u32 smallPowers[9] = {1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000};

INLINE u64 eightBytes(const u8 *at) {
  u64 bytes;
  __builtin_memcpy(&bytes, at, 8);
  return bytes;
}

// How many of the eight bytes, from the first, are digits.
INLINE u32 digitCount(u64 bytes) {
  u64 notDigit = ((bytes & 0xF0F0F0F0F0F0F0F0) ^ 0x3030303030303030) | ((((bytes & 0x0F0F0F0F0F0F0F0F) + 0x0606060606060606) & 0xF0F0F0F0F0F0F0F0));
  return notDigit == 0 ? 8 : (u32)__builtin_ctzll(notDigit) >> 3;
}

// Value of the first `count` (1 to 8) of eight bytes, all digits: pairs, then fours, then all eight.
INLINE u32 valueOf(u64 bytes, u32 count) {
  bytes <<= 64 - 8 * count;
  bytes &= 0x0F0F0F0F0F0F0F0F;
  bytes = (bytes * 10 + (bytes >> 8)) & 0x00FF00FF00FF00FF;
  bytes = (bytes * 100 + (bytes >> 16)) & 0x0000FFFF0000FFFF;
  return (u32)(bytes * 10000 + (bytes >> 32));
}

INLINE u64 nonDigitsOf16(const u8 *at) {
  v128_t digits = wasm_i8x16_sub(wasm_v128_load(at), wasm_i8x16_splat('0'));
  return (u64)wasm_i8x16_bitmask(wasm_u8x16_gt(digits, wasm_i8x16_splat(9)));
}

// Which of the next 32 or 64 bytes are no digits, lowest bit first: where a line's numbers end, found without walking
// from one to the next.
INLINE u64 nonDigits32(const u8 *at) { return nonDigitsOf16(at) | nonDigitsOf16(at + 16) << 16; }
INLINE u64 nonDigits64(const u8 *at) { return nonDigits32(at) | nonDigits32(at + 32) << 32; }

INLINE bool isBlank(u8 byte) { return byte == ' ' || byte == '\t'; }
INLINE bool endsLine(u8 byte) { return byte == '\n' || byte == '\r' || byte == '#'; }

INLINE const u8 *skipBlanks(const u8 *at) {
  while (isBlank(*at)) at++;
  return at;
}

typedef struct {
  const u8 *at;  // null where the number is unusual: long, not finite, or none
  f64 value;
  f64 halfPlace;  // half of its last written place, a hair wider so that exact halves count as said
} Number;

static const Number unusual = {0, 0, 0};

static Number exponentNumber(const u8 *at, f64 mantissa, i32 decimals) {
  bool isNegative = *at == '-';
  if (isNegative || *at == '+') at++;
  u64 bytes = eightBytes(at);
  u32 count = digitCount(bytes);
  if (count == 0 || count > 3) return unusual;
  i32 exponent = (i32)valueOf(bytes, count);
  i32 power = (isNegative ? -exponent : exponent) - decimals;
  if (power < -22 || power > 22 || at[count] > ' ') return unusual;
  Number number = {at + count, power < 0 ? mantissa / powers[-power] : mantissa * powers[power],
                   0.5000001 * (power < 0 ? 1 / powers[-power] : powers[power])};
  return number;
}

// The number at `at`, correctly rounded: a whole mantissa below 2^53 and one exact power of ten.
INLINE Number numberAt(const u8 *at) {
  bool isNegative = *at == '-';
  at += isNegative;
  u64 bytes = eightBytes(at);
  u32 whole = digitCount(bytes);
  if (whole == 8) return unusual;
  u64 mantissa = whole > 0 ? valueOf(bytes, whole) : 0;
  at += whole;
  u32 decimals = 0;
  if (*at == '.') {
    bytes = eightBytes(++at);
    decimals = digitCount(bytes);
    if (decimals > 0) mantissa = mantissa * smallPowers[decimals] + valueOf(bytes, decimals);
    at += decimals;
    if (decimals == 8) {
      bytes = eightBytes(at);
      u32 more = digitCount(bytes);
      if (whole + decimals + more > 15) return unusual;
      if (more > 0) mantissa = mantissa * smallPowers[more] + valueOf(bytes, more);
      at += more;
      decimals += more;
    }
  }
  if (whole + decimals == 0) return unusual;
  if (*at > ' ') {
    if ((*at | 32) != 'e') return unusual;
    Number number = exponentNumber(at + 1, (f64)mantissa, (i32)decimals);
    if (isNegative) number.value = -number.value;
    return number;
  }
  f64 value = (f64)mantissa / powers[decimals];
  Number number = {at, isNegative ? -value : value, halfPlaces[decimals]};
  return number;
}

// Behind the line end at `at`, or null where there is none.
INLINE const u8 *afterLineEnd(const u8 *at) {
  if (*at == '\r') at++;
  return *at == '\n' ? at + 1 : 0;
}

// `count` numbers of up to 7 and 8 digits before and behind the point, one space between them, and the end of the line:
// what programs write. Null where the line is different.
INLINE const u8 *plainNumbers(const u8 *at, u32 count, f64 *out, u32 *needsDouble) {
  u64 mask = nonDigits64(at);
  u32 place = 0;
  u32 different = 0;
  for (u32 i = 0; i < count; i++) {
    u32 isNegative = at[place] == '-';
    place += isNegative;
    u32 whole = (u32)__builtin_ctzll(mask >> (place & 63) | 1ull << 63);
    u32 point = place + whole;
    u32 decimals = (u32)__builtin_ctzll(mask >> ((point + 1) & 63) | 1ull << 63);
    u32 end = point + 1 + decimals;
    different |= (whole - 1 > 6) | (decimals - 1 > 7) | (end > 63) | (at[point] != '.') | (i + 1 < count && at[end] != ' ');
    if (different) return 0;
    u64 mantissa = (u64)valueOf(eightBytes(at + place), whole) * smallPowers[decimals] +
                   valueOf(eightBytes(at + point + 1), decimals);
    f64 value = (f64)mantissa / powers[decimals];
    value = isNegative ? -value : value;
    out[i] = value;
    if (needsDouble) *needsDouble |= __builtin_fabs(value - (f64)(f32)value) > halfPlaces[decimals];
    place = end + 1;
  }
  return afterLineEnd(at + place - 1);
}

// `count` numbers from `at` into `out`; the place behind them, or null.
INLINE const u8 *numbersAt(const u8 *at, u32 count, f64 *out, u32 *needsDouble) {
  for (u32 i = 0; i < count; i++) {
    Number number = numberAt(skipBlanks(at));
    if (number.at == 0) return 0;
    at = number.at;
    out[i] = number.value;
    if (needsDouble) *needsDouble |= __builtin_fabs(number.value - (f64)(f32)number.value) > number.halfPlace;
  }
  return at;
}

// Behind the end of the line when nothing but a comment follows, else null.
INLINE const u8 *lineEnd(const u8 *at) {
  at = skipBlanks(at);
  if (*at == '\r') at++;
  if (*at == '\n') return at + 1;
  if (*at != '#') return 0;
  while (*at != '\n') at++;
  return at + 1;
}

INLINE const u8 *vertexLine(ObjText *text, const u8 *at) {
  if (text->vertexCount == text->vertexCapacity) return 0;
  const u8 *next = plainNumbers(at, 3, text->positions + (u64)text->vertexCount * 3, &text->needsDouble);
  if (next != 0) {
    text->vertexCount++;
    return next;
  }
  at = numbersAt(at, 3, text->positions + (u64)text->vertexCount * 3, &text->needsDouble);
  if (at == 0) return 0;
  at = skipBlanks(at);
  if (!endsLine(*at)) {
    if (text->colorCount != text->vertexCount) return 0;
    at = numbersAt(at, 3, text->colors + (u64)text->colorCount++ * 3, 0);
    if (at == 0) return 0;
  }
  text->vertexCount++;
  return lineEnd(at);
}

INLINE const u8 *uvLine(ObjText *text, const u8 *at) {
  if (text->uvCount == text->uvCapacity) return 0;
  f64 *uv = text->uvs + (u64)text->uvCount++ * 2;
  const u8 *next = plainNumbers(at, 2, uv, 0);
  if (next != 0) return next;
  at = numbersAt(at, 2, uv, 0);
  if (at == 0) return 0;
  at = skipBlanks(at);
  if (!endsLine(*at)) {
    f64 unused;
    at = numbersAt(at, 1, &unused, 0);
    if (at == 0) return 0;
  }
  return lineEnd(at);
}

INLINE const u8 *normalLine(ObjText *text, const u8 *at) {
  if (text->normalCount == text->normalCapacity) return 0;
  f64 *normal = text->normals + (u64)text->normalCount++ * 3;
  const u8 *next = plainNumbers(at, 3, normal, 0);
  if (next != 0) return next;
  at = numbersAt(at, 3, normal, 0);
  return at == 0 ? 0 : lineEnd(at);
}

INLINE i32 larger(i32 a, i32 b) { return a > b ? a : b; }

// A 1-based or negative index into `count` elements, as 0-based; −1 where there is none.
INLINE i32 indexAt(const u8 **place, u32 count) {
  const u8 *at = *place;
  bool isNegative = *at == '-';
  at += isNegative;
  u64 bytes = eightBytes(at);
  u32 digits = digitCount(bytes);
  if (digits == 0) return -1;
  u32 value = valueOf(bytes, digits);
  at += digits;
  if (digits == 8 && *at >= '0' && *at <= '9') return -1;
  *place = at;
  return isNegative ? (i32)(count - value) : (i32)value - 1;
}

typedef struct {
  i32 vertex, uv, normal;  // 0 where the corner has none
} Corner;

INLINE void noteLargest(ObjText *text, u32 form, const Corner *corner) {
  text->largestVertex = larger(text->largestVertex, corner->vertex);
  if (form & 1) text->largestUv = larger(text->largestUv, corner->uv);
  if (form & 2) text->largestNormal = larger(text->largestNormal, corner->normal);
}

// The corner at `at`, in the form the file's faces have; null where it is of another form or malformed.
INLINE const u8 *cornerAt(ObjText *text, const u8 *at, u32 form, Corner *corner) {
  corner->vertex = indexAt(&at, text->vertexCount);
  corner->uv = corner->normal = 0;
  if (form != 4) {
    if (*at++ != '/') return 0;
    if (form & 1) corner->uv = indexAt(&at, text->uvCount);
    if (form & 2) {
      if (*at++ != '/') return 0;
      corner->normal = indexAt(&at, text->normalCount);
    }
  }
  if (*at > ' ' || (corner->vertex | corner->uv | corner->normal) < 0) return 0;
  noteLargest(text, form, corner);
  return at;
}

// Which indices the corners of the file's first face have.
static u32 formAt(const u8 *at) {
  while (*at > ' ' && *at != '/') at++;
  if (*at != '/') return 4;
  u32 form = *++at == '/' ? 4 : 5;
  while (*at > ' ' && *at != '/') at++;
  return *at == '/' ? form | 2 : form;
}

INLINE void putTriangle(ObjText *text, u32 form, const Corner *a, const Corner *b, const Corner *c) {
  u32 out = text->cornerCount;
  text->corners[out] = (u32)a->vertex;
  text->corners[out + 1] = (u32)b->vertex;
  text->corners[out + 2] = (u32)c->vertex;
  if (form & 1) {
    text->uvCorners[out] = (u32)a->uv;
    text->uvCorners[out + 1] = (u32)b->uv;
    text->uvCorners[out + 2] = (u32)c->uv;
  }
  if (form & 2) {
    text->normalCorners[out] = (u32)a->normal;
    text->normalCorners[out + 1] = (u32)b->normal;
    text->normalCorners[out + 2] = (u32)c->normal;
  }
  text->cornerCount = out + 3;
}

// A triangle of positive indices of up to 8 digits, one space between its corners, and the end of the line: what programs
// write. Null where the line is different.
INLINE const u8 *plainTriangle(ObjText *text, const u8 *at, u32 form) {
  u64 mask = form == 4 ? nonDigits32(at) : nonDigits64(at);
  Corner corners[3] = {{0, 0, 0}, {0, 0, 0}, {0, 0, 0}};
  u32 place = 0;
  u32 different = 0;
#pragma unroll
  for (u32 i = 0; i < 3; i++) {
#pragma unroll
    for (u32 part = 0; part < 3; part++) {
      if ((part == 1 && !(form & 1)) || (part == 2 && !(form & 2))) continue;
      bool isLastPart = part == 2 || (part == 1 && !(form & 2)) || form == 4;
      u32 end = (u32)__builtin_ctzll(mask | 1ull << 63);
      u32 digits = end - place;
      i32 index = (i32)valueOf(eightBytes(at + place), digits & 15) - 1;
      different |= (digits - 1 > 7) | (end == 63) | (index < 0);
      if (!isLastPart) different |= at[end] != '/';
      else if (i < 2) different |= at[end] != ' ';
      if (part == 0) corners[i].vertex = index;
      if (part == 1) corners[i].uv = index;
      if (part == 2) corners[i].normal = index;
      mask &= mask - 1;
      place = end + 1;
      // v//vn: two slashes.
      if (part == 0 && form == 6) {
        different |= at[place] != '/';
        mask &= mask - 1;
        place++;
      }
    }
  }
  if (different || text->cornerCount + 3 > text->cornerCapacity) return 0;
  const u8 *next = afterLineEnd(at + place - 1);
  if (next == 0) return 0;
#pragma unroll
  for (u32 i = 0; i < 3; i++) noteLargest(text, form, corners + i);
  putTriangle(text, form, corners, corners + 1, corners + 2);
  return next;
}

INLINE const u8 *faceOfForm(ObjText *text, const u8 *at, u32 form) {
  const u8 *next = plainTriangle(text, at, form);
  if (next != 0) return next;
  Corner first, last, corner;
  u32 firstTriangle = text->cornerCount / 3;
  at = cornerAt(text, skipBlanks(at), form, &first);
  if (at == 0) return 0;
  at = cornerAt(text, skipBlanks(at), form, &last);
  if (at == 0) return 0;
  u32 corners = 2;
  do {
    at = cornerAt(text, skipBlanks(at), form, &corner);
    if (at == 0 || text->cornerCount + 3 > text->cornerCapacity) return 0;
    putTriangle(text, form, &first, &last, &corner);
    last = corner;
    corners++;
    at = skipBlanks(at);
  } while (!endsLine(*at));
  if (corners > 3) {
    if (text->polygonCount == text->polygonCapacity) return 0;
    text->polygons[text->polygonCount * 2] = firstTriangle;
    text->polygons[text->polygonCount++ * 2 + 1] = corners;
  }
  return lineEnd(at);
}

INLINE const u8 *faceLine(ObjText *text, const u8 *at) {
  if (text->faceForm == 0) text->faceForm = formAt(skipBlanks(at));
  // One copy of the code for each form, without its questions.
  switch (text->faceForm) {
    case 4: return faceOfForm(text, at, 4);
    case 5: return faceOfForm(text, at, 5);
    case 6: return faceOfForm(text, at, 6);
    default: return faceOfForm(text, at, 7);
  }
}

// Reads lines until the end, a statement of another kind or something unusual; `at` then stands at the start of the line
// that was not read. What an unusual line left behind is not to be used.
u32 EXPORT(readObjLines)(ObjText *memory) {
  // A copy that nothing points to, so that it lives in registers.
  ObjText text = *memory;
  const u8 *at = text.at;
  u32 status = DONE;
  while (at < text.end && status == DONE) {
    text.at = at;
    u8 first = at[0], second = at[1];
    if (first == 'f' && isBlank(second)) at = faceLine(&text, at + 2);
    else if (first == 'v' && isBlank(second)) at = vertexLine(&text, at + 2);
    else if (first == 'v' && second == 't' && isBlank(at[2])) at = uvLine(&text, at + 3);
    else if (first == 'v' && second == 'n' && isBlank(at[2])) at = normalLine(&text, at + 3);
    else if (first == '#' || first == '\n' || first == '\r') at = lineEnd(at);
    else status = OTHER_STATEMENT;
    if (at == 0) status = UNUSUAL;
  }
  if (status == DONE) text.at = at;
  *memory = text;
  return status;
}
