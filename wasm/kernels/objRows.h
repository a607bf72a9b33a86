// The lines v, vt and vn of an OBJ.
#pragma once
#include "objNumbers.h"

INLINE v128_t saysMore(v128_t values, v128_t singles, v128_t halfPlace) {
  v128_t lost = wasm_f64x2_abs(wasm_f64x2_sub(values, wasm_f64x2_promote_low_f32x4(singles)));
  return wasm_f64x2_gt(lost, halfPlace);
}

INLINE void putDoubles(const Row *row, f64 *out) {
  wasm_v128_store(out, row->xy);
  wasm_v128_store64_lane(out + 2, row->z, 0);
}

// Three numbers as singles and as doubles; a little more is written behind each.
INLINE v128_t putRow(const Row *row, const Row *halfPlaces, f32 *singles, f64 *doubles) {
  v128_t xy = wasm_f32x4_demote_f64x2_zero(row->xy), z = wasm_f32x4_demote_f64x2_zero(row->z);
  wasm_v128_store64_lane(singles, xy, 0);
  wasm_v128_store32_lane(singles + 2, z, 0);
  if (doubles == 0) return xy;
  putDoubles(row, doubles);
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

// What was read of a vertex, and how such lines are written.
typedef struct {
  Row position, color;
  Layout layout, colorLayout;
} VertexLine;

// A vertex as the lines before it were; null where it is different.
INLINE const u8 *plainVertex(const u8 *at, bool hasColors, VertexLine *line) {
  if (!hasColors) return plainLine(at, 3, &line->layout, &line->position);
  at = plainNumbers(at, 3, &line->layout, &line->position);
  if (at == 0 || *at++ != ' ') return 0;
  const u8 *next = plainLine(at, 3, &line->colorLayout, &line->color);
  // Another guess for the next line.
  if (next == 0) line->colorLayout = layoutAt(at);
  return next;
}

// Vertices until another line; returns the place of the first that was not read. So do the next two.
static const u8 *vertexLines(ObjText *text, const u8 *at) {
  VertexLine line;
  line.layout = line.colorLayout = layoutAt(at + 2);
  Row halfPlaces = {line.layout.halfPlace, line.layout.halfPlace};
  v128_t saidMore = wasm_i8x16_splat(0);
  while (at < text->end && startsVertex(at)) {
    const u8 *next = plainVertex(at + 2, text->hasColors, &line);
    if (next != 0) {
      u64 out = (u64)text->vertexCount * 3;
      v128_t more = putRow(&line.position, &halfPlaces, text->positions + out, text->doublePositions + out);
      saidMore = wasm_v128_or(saidMore, more);
      if (text->hasColors) putDoubles(&line.color, text->colors + out);
    } else {
      next = unevenVertex(text, at + 2, &saidMore);
      if (next == 0) break;
    }
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
    const u8 *next = plainLine(at + 3, 2, &layout, &row);
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
    const u8 *next = plainLine(at + 3, 3, &layout, &row);
    if (next != 0) putRow(&row, 0, out, 0);
    else next = unevenRow(at + 3, 3, out);
    if (next == 0) break;
    text->normalCount++;
    text->lineCount++;
    at = next;
  }
  return at;
}
