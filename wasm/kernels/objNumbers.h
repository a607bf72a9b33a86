// Numbers of an OBJ: those of a usual row all at once, found by masks over 48 bytes, and any other one by one.
#pragma once
#include "objText.h"

static const f64 powers[23] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                               1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
// Half of a number's last place, a hair wider so that exact halves count as said.
static const f64 halfPlaces[23] = {
    5.000001e-1,  5.000001e-2,  5.000001e-3,  5.000001e-4,  5.000001e-5,  5.000001e-6,  5.000001e-7,  5.000001e-8,
    5.000001e-9,  5.000001e-10, 5.000001e-11, 5.000001e-12, 5.000001e-13, 5.000001e-14, 5.000001e-15, 5.000001e-16,
    5.000001e-17, 5.000001e-18, 5.000001e-19, 5.000001e-20, 5.000001e-21, 5.000001e-22, 5.000001e-23,
};

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
