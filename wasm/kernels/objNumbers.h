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

// `count` (2 or 3) numbers of one layout with one space between them: what programs write. The place behind the last one,
// or null where the line is different.
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
  if (count < 3) return at + end;
  v128_t z = wasm_f64x2_div(mantissasOf(aligned[2], aligned[2]), layout->power);
  row->z = wasm_v128_or(z, signsOf(isNegative[2], 0));
  return at + end;
}

// The same and the end of the line.
INLINE const u8 *plainLine(const u8 *at, u32 count, const Layout *layout, Row *row) {
  at = plainNumbers(at, count, layout, row);
  return at == 0 ? 0 : afterLineEnd(at);
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

// Two words, as one number of 128 bits.
typedef struct {
  u64 high, low;
} Wide;

// 5^−n for n from 0, shifted up to the highest bit and rounded up.
static const Wide inversePowers[23] = {
    {0x8000000000000000, 0x0000000000000000}, {0xCCCCCCCCCCCCCCCC, 0xCCCCCCCCCCCCCCCD},
    {0xA3D70A3D70A3D70A, 0x3D70A3D70A3D70A4}, {0x83126E978D4FDF3B, 0x645A1CAC083126EA},
    {0xD1B71758E219652B, 0xD3C36113404EA4A9}, {0xA7C5AC471B478423, 0x0FCF80DC33721D54},
    {0x8637BD05AF6C69B5, 0xA63F9A49C2C1B110}, {0xD6BF94D5E57A42BC, 0x3D32907604691B4D},
    {0xABCC77118461CEFC, 0xFDC20D2B36BA7C3E}, {0x89705F4136B4A597, 0x31680A88F8953031},
    {0xDBE6FECEBDEDD5BE, 0xB573440E5A884D1C}, {0xAFEBFF0BCB24AAFE, 0xF78F69A51539D749},
    {0x8CBCCC096F5088CB, 0xF93F87B7442E45D4}, {0xE12E13424BB40E13, 0x2865A5F206B06FBA},
    {0xB424DC35095CD80F, 0x538484C19EF38C95}, {0x901D7CF73AB0ACD9, 0x0F9D37014BF60A11},
    {0xE69594BEC44DE15B, 0x4C2EBE687989A9B4}, {0xB877AA3236A4B449, 0x09BEFEB9FAD487C3},
    {0x9392EE8E921D5D07, 0x3AFF322E62439FD0}, {0xEC1E4A7DB69561A5, 0x2B31E9E3D06C32E6},
    {0xBCE5086492111AEA, 0x88F4BB1CA6BCF585}, {0x971DA05074DA7BEE, 0xD3F6FC16EBCA5E04},
    {0xF1C90080BAF72CB1, 0x5324C68B12DD6339},
};

INLINE Wide productOf(u64 a, u64 b) {
  u64 aLow = (u32)a, aHigh = a >> 32, bLow = (u32)b, bHigh = b >> 32;
  u64 low = aLow * bLow, middle = aHigh * bLow + (low >> 32), other = aLow * bHigh + (u32)middle;
  Wide product = {aHigh * bHigh + (middle >> 32) + (other >> 32), other << 32 | (u32)low};
  return product;
}

// A whole number that is not 0, divided by 10^decimals (up to 22), correctly rounded: the product with an inverse of
// twice the precision (Lemire 2021, Number parsing at a gigabyte per second), which is exact enough for these powers.
static f64 quotientOf(u64 whole, u32 decimals) {
  u32 leadingZeros = (u32)__builtin_clzll(whole);
  whole <<= leadingZeros;
  Wide inverse = inversePowers[decimals];
  Wide product = productOf(whole, inverse.high);
  if ((product.high & 0x1FF) == 0x1FF) {
    Wide more = productOf(whole, inverse.low);
    product.low += more.high;
    product.high += product.low < more.high;
  }
  u32 upperBit = (u32)(product.high >> 63), shift = upperBit + 9;
  u64 mantissa = product.high >> shift;
  // Exactly between two numbers: the even one.
  bool isHalf = product.low <= 1 && decimals <= 4 && (mantissa & 3) == 1 && mantissa << shift == product.high;
  if (isHalf) mantissa &= ~1ull;
  mantissa = (mantissa + (mantissa & 1)) >> 1;
  // The power of two of 10^−decimals: its logarithm, times 2^16.
  i32 exponent = ((-217706 * (i32)decimals) >> 16) + 63 + (i32)upperBit - (i32)leadingZeros + 1023;
  if (mantissa >> 53) exponent++;
  u64 bits = (mantissa & 0xFFFFFFFFFFFFFull) | (u64)exponent << 52;
  f64 value;
  __builtin_memcpy(&value, &bits, 8);
  return value;
}

// By a power of ten: rounded once, where the number is exact.
INLINE f64 scaledBy(i32 power, f64 number) { return power < 0 ? number / powers[-power] : number * powers[power]; }

// Any other number of up to 19 digits; null where it is longer, not finite, or none.
static const u8 *numberAt(const u8 *at, Number *number) {
  bool isNegative = *at == '-';
  at += isNegative;
  u64 mantissa = 0;
  u32 digits = 0;  // without zeros before the first other
  const u8 *start = at, *point = 0;
  for (; isDigit(*at) || (*at == '.' && !point); at++) {
    if (*at == '.') {
      point = at;
      continue;
    }
    mantissa = mantissa * 10 + *at - '0';
    digits += mantissa != 0;
    if (digits > 19) return 0;
  }
  if (at == start + (point != 0)) return 0;
  i32 power = point ? (i32)(point + 1 - at) : 0;
  if ((*at | 32) == 'e') {
    i32 exponent;
    at = exponentAt(at + 1, &exponent);
    if (at == 0) return 0;
    power += exponent;
  }
  bool isExact = mantissa >> 53 == 0;
  if (*at > ' ' || power < -22 || power > (isExact ? 22 : 0)) return 0;
  f64 value = isExact ? scaledBy(power, (f64)mantissa) : quotientOf(mantissa, (u32)-power);
  number->value = isNegative ? -value : value;
  number->halfPlace = power < 0 ? halfPlaces[-power] : 0.5 * powers[power];
  return at;
}

// `count` numbers from `at`, blanks before each; the place behind them, or null.
INLINE const u8 *numbersAt(const u8 *at, u32 count, Number *numbers) {
  for (u32 i = 0; i < count && at != 0; i++) at = numberAt(skipBlanks(at), numbers + i);
  return at;
}
