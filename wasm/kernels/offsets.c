// Conjugate gradients over a field of offsets on a mesh and, beside them, the parameters of the model it hangs on.
#include "kernel.h"

#define MODEL_BLOCK 256
// Of a smooth move of a node that moves n vertices as much as 1 in sum: what its edges cost, in the mean of its vertices'
// edges, and what its bending costs, in the mean of theirs over n.
#define NODE_MEMBRANE 0.5
#define NODE_BENDING 80.0

typedef struct {
  u32 vertexCount;
  u32 rowCount;
  // Parameters beside the offsets, and the numbers of a row of theirs: a multiple of 4, padded with zeros.
  u32 columnCount;
  u32 stride;
  // Nodes of all levels, vertices first.
  u32 nodeCount;
  // The mesh: neighbours of vertex v at starts[v] … starts[v + 1].
  const u32 *starts;
  const u32 *neighbours;
  // The prior: per neighbour, per vertex, and per vertex as xx xy xz yy yz zz.
  const f64 *membranes;
  const f64 *bendings;
  const f64 *ridges;
  // Per vertex: unit normal xyz, and the root of how much stiffer offsets are across it.
  const f64 *normals;
  // The levels that precondition: a node's parents, all behind it, at parentStarts[node] … parentStarts[node + 1], and
  // how much of their moves it makes.
  const u32 *parentStarts;
  const u32 *parents;
  const f32 *shares;
  // Per row: three vertices, their gradients (xyz each, zeros for a corner that does not count), the wanted value, and
  // the parameters' gradient, all times the root of the row's weight.
  const u32 *corners;
  const f64 *gradients;
  const f64 *targets;
  const f32 *modelRows;
  // Of the parameters: weights and pulls of their prior, and the preconditioner L·Lᵀ, rows of columnCount.
  const f64 *priorWeights;
  const f64 *priorPulls;
  const f64 *factor;
  // Made by prepareOffsets: [nodes*6] diagonal blocks; without parameters, [V*6] and [neighbours*9] of the rows.
  f64 *blocks;
  f64 *ownBlocks;
  f64 *pairBlocks;
  // [V*4] three times; and [stride], [stride].
  f64 *parts;
  f64 *stretched;
  f64 *laplacian;
  // [nodes*4], [nodes*12] inverse blocks by columns of four, [nodes*9].
  f32 *nodeMoves;
  f32 *nodeInverse;
  f64 *lumps;
  f32 *modelIn;
  f32 *modelOut;
  // Vectors of V*3 + columnCount.
  f64 *right;
  f64 *x;
  f64 *residual;
  f64 *direction;
  f64 *product;
  f64 *preconditioned;
} Offsets;

INLINE f64 dotRow(const f64 *a, const f64 *b) { return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]; }

INLINE void addScaled(f64 *out, f64 factor, const f64 *row) {
  v128_t xy = wasm_f64x2_mul(wasm_f64x2_splat(factor), wasm_v128_load(row));
  wasm_v128_store(out, wasm_f64x2_add(wasm_v128_load(out), xy));
  out[2] += factor * row[2];
}

// out += m·x for a symmetric m of six numbers.
INLINE void addSymmetric(f64 *out, const f64 *m, const f64 *x) {
  out[0] += m[0] * x[0] + m[1] * x[1] + m[2] * x[2];
  out[1] += m[1] * x[0] + m[3] * x[1] + m[4] * x[2];
  out[2] += m[2] * x[0] + m[4] * x[1] + m[5] * x[2];
}

static f64 dot(const f64 *a, const f64 *b, u32 n) {
  v128_t even = wasm_f64x2_splat(0);
  v128_t odd = wasm_f64x2_splat(0);
  u32 i = 0;
  for (; i + 4 <= n; i += 4) {
    even = wasm_f64x2_add(even, wasm_f64x2_mul(wasm_v128_load(a + i), wasm_v128_load(b + i)));
    odd = wasm_f64x2_add(odd, wasm_f64x2_mul(wasm_v128_load(a + i + 2), wasm_v128_load(b + i + 2)));
  }
  even = wasm_f64x2_add(even, odd);
  f64 sum = wasm_f64x2_extract_lane(even, 0) + wasm_f64x2_extract_lane(even, 1);
  for (; i < n; i++) sum += a[i] * b[i];
  return sum;
}

// The parts of an offset that the prior treats apart: its length along the normal, and the rest times the root of how
// much stiffer that is.
INLINE void splitOffset(const f64 *normal, const f64 *offset, f64 *parts) {
  f64 along = dotRow(normal, offset);
  parts[0] = along;
  for (u32 i = 0; i < 3; i++) parts[i + 1] = normal[3] * (offset[i] - along * normal[i]);
}

// out += the transpose of `splitOffset` times parts.
INLINE void addSplit(f64 *out, const f64 *normal, const f64 *parts) {
  f64 along = parts[0] - normal[3] * dotRow(normal, parts + 1);
  for (u32 i = 0; i < 3; i++) out[i] += along * normal[i] + normal[3] * parts[i + 1];
}

// out = prior·x and, where they are assembled, the rows' part.
static void multiplyField(const Offsets *s, const f64 *x, f64 *out) {
  for (u32 v = 0; v < s->vertexCount; v++) splitOffset(s->normals + v * 4, x + v * 3, s->parts + v * 4);
  for (u32 v = 0; v < s->vertexCount; v++) {
    const f64 *own = s->parts + v * 4;
    v128_t own0 = wasm_v128_load(own), own1 = wasm_v128_load(own + 2);
    v128_t stretch0 = wasm_f64x2_splat(0), stretch1 = stretch0, bend0 = stretch0, bend1 = stretch0;
    for (u32 k = s->starts[v]; k < s->starts[v + 1]; k++) {
      const f64 *other = s->parts + s->neighbours[k] * 4;
      v128_t membrane = wasm_f64x2_splat(s->membranes[k]);
      v128_t apart0 = wasm_f64x2_sub(own0, wasm_v128_load(other));
      v128_t apart1 = wasm_f64x2_sub(own1, wasm_v128_load(other + 2));
      bend0 = wasm_f64x2_add(bend0, apart0);
      bend1 = wasm_f64x2_add(bend1, apart1);
      stretch0 = wasm_f64x2_add(stretch0, wasm_f64x2_mul(membrane, apart0));
      stretch1 = wasm_f64x2_add(stretch1, wasm_f64x2_mul(membrane, apart1));
    }
    v128_t bending = wasm_f64x2_splat(s->bendings[v]);
    wasm_v128_store(s->laplacian + v * 4, wasm_f64x2_mul(bending, bend0));
    wasm_v128_store(s->laplacian + v * 4 + 2, wasm_f64x2_mul(bending, bend1));
    wasm_v128_store(s->stretched + v * 4, stretch0);
    wasm_v128_store(s->stretched + v * 4 + 2, stretch1);
  }
  for (u32 v = 0; v < s->vertexCount; v++) {
    const f64 *own = s->laplacian + v * 4;
    v128_t own0 = wasm_v128_load(own), own1 = wasm_v128_load(own + 2);
    v128_t sum0 = wasm_v128_load(s->stretched + v * 4), sum1 = wasm_v128_load(s->stretched + v * 4 + 2);
    for (u32 k = s->starts[v]; k < s->starts[v + 1]; k++) {
      const f64 *other = s->laplacian + s->neighbours[k] * 4;
      sum0 = wasm_f64x2_add(sum0, wasm_f64x2_sub(own0, wasm_v128_load(other)));
      sum1 = wasm_f64x2_add(sum1, wasm_f64x2_sub(own1, wasm_v128_load(other + 2)));
    }
    f64 parts[4];
    wasm_v128_store(parts, sum0);
    wasm_v128_store(parts + 2, sum1);
    f64 *to = out + v * 3;
    to[0] = to[1] = to[2] = 0;
    addSplit(to, s->normals + v * 4, parts);
    addSymmetric(to, s->ridges + v * 6, x + v * 3);
    if (!s->pairBlocks) continue;
    for (u32 k = s->starts[v]; k < s->starts[v + 1]; k++) {
      const f64 *m = s->pairBlocks + k * 9;
      const f64 *other = x + s->neighbours[k] * 3;
      for (u32 i = 0; i < 3; i++) to[i] += dotRow(m + i * 3, other);
    }
  }
  if (!s->ownBlocks) return;
  for (u32 v = 0; v < s->vertexCount; v++) addSymmetric(out + v * 3, s->ownBlocks + v * 6, x + v * 3);
}

INLINE f64 alongOffsets(const Offsets *s, u32 row, const f64 *x) {
  const u32 *corners = s->corners + row * 3;
  const f64 *g = s->gradients + row * 9;
  return dotRow(g, x + corners[0] * 3) + dotRow(g + 3, x + corners[1] * 3) + dotRow(g + 6, x + corners[2] * 3);
}

INLINE void spreadOffsets(const Offsets *s, u32 row, f64 value, f64 *out) {
  const u32 *corners = s->corners + row * 3;
  const f64 *g = s->gradients + row * 9;
  addScaled(out + corners[0] * 3, value, g);
  if (corners[1] == corners[0]) return;
  addScaled(out + corners[1] * 3, value, g + 3);
  addScaled(out + corners[2] * 3, value, g + 6);
}

INLINE f32 alongModel(const f32 *row, const f32 *x, u32 stride) {
  v128_t even = wasm_f32x4_splat(0), odd = wasm_f32x4_splat(0);
  u32 i = 0;
  for (; i + 8 <= stride; i += 8) {
    even = wasm_f32x4_add(even, wasm_f32x4_mul(wasm_v128_load(row + i), wasm_v128_load(x + i)));
    odd = wasm_f32x4_add(odd, wasm_f32x4_mul(wasm_v128_load(row + i + 4), wasm_v128_load(x + i + 4)));
  }
  if (i < stride) even = wasm_f32x4_add(even, wasm_f32x4_mul(wasm_v128_load(row + i), wasm_v128_load(x + i)));
  even = wasm_f32x4_add(even, odd);
  return wasm_f32x4_extract_lane(even, 0) + wasm_f32x4_extract_lane(even, 1) + wasm_f32x4_extract_lane(even, 2) +
         wasm_f32x4_extract_lane(even, 3);
}

INLINE void spreadModel(f32 *out, f32 value, const f32 *row, u32 stride) {
  v128_t factor = wasm_f32x4_splat(value);
  for (u32 i = 0; i < stride; i += 4)
    wasm_v128_store(out + i,
                    wasm_f32x4_add(wasm_v128_load(out + i), wasm_f32x4_mul(factor, wasm_v128_load(row + i))));
}

// Adds a block's sums, kept in single precision, to the parameters' part of `out`.
static void flushModel(const Offsets *s, f64 *out) {
  for (u32 i = 0; i < s->columnCount; i++) out[s->vertexCount * 3 + i] += s->modelOut[i];
  for (u32 i = 0; i < s->stride; i++) s->modelOut[i] = 0;
}

static void multiplyRows(const Offsets *s, const f64 *x, f64 *out) {
  const f64 *model = x + s->vertexCount * 3;
  for (u32 i = 0; i < s->stride; i++) {
    s->modelIn[i] = i < s->columnCount ? (f32)model[i] : 0;
    s->modelOut[i] = 0;
  }
  for (u32 row = 0; row < s->rowCount; row++) {
    const f32 *modelRow = s->modelRows + (u64)row * s->stride;
    f64 value = alongOffsets(s, row, x) + alongModel(modelRow, s->modelIn, s->stride);
    spreadOffsets(s, row, value, out);
    spreadModel(s->modelOut, (f32)value, modelRow, s->stride);
    if (row % MODEL_BLOCK == MODEL_BLOCK - 1) flushModel(s, out);
  }
  flushModel(s, out);
}

static void multiply(const Offsets *s, const f64 *x, f64 *out) {
  multiplyField(s, x, out);
  u32 first = s->vertexCount * 3;
  for (u32 i = 0; i < s->columnCount; i++) out[first + i] = s->priorWeights[i] * x[first + i];
  if (s->columnCount) multiplyRows(s, x, out);
}

static void solveFactored(const f64 *factor, u32 n, f64 *b) {
  for (u32 row = 0; row < n; row++) b[row] = (b[row] - dot(factor + (u64)row * n, b, row)) / factor[(u64)row * n + row];
  for (u32 row = n; row-- > 0;) {
    const f64 *from = factor + (u64)row * n;
    b[row] /= from[row];
    for (u32 k = 0; k < row; k++) b[k] -= from[k] * b[row];
  }
}

static void precondition(const Offsets *s, const f64 *x, f64 *out) {
  // Single precision is enough for what only speeds up.
  f32 *moves = s->nodeMoves;
  for (u32 v = 0; v < s->vertexCount; v++)
    wasm_v128_store(moves + v * 4,
                    wasm_f32x4_make((f32)x[v * 3], (f32)x[v * 3 + 1], (f32)x[v * 3 + 2], 0));
  for (u32 i = s->vertexCount * 4; i < s->nodeCount * 4; i++) moves[i] = 0;
  for (u32 node = 0; node < s->nodeCount; node++) {
    v128_t move = wasm_v128_load(moves + node * 4);
    for (u32 k = s->parentStarts[node]; k < s->parentStarts[node + 1]; k++) {
      f32 *to = moves + s->parents[k] * 4;
      wasm_v128_store(to, wasm_f32x4_add(wasm_v128_load(to), wasm_f32x4_mul(wasm_f32x4_splat(s->shares[k]), move)));
    }
  }
  for (u32 node = s->nodeCount; node-- > 0;) {
    const f32 *m = s->nodeInverse + node * 12;
    v128_t given = wasm_v128_load(moves + node * 4);
    v128_t move = wasm_f32x4_mul(wasm_v128_load(m), wasm_i32x4_shuffle(given, given, 0, 0, 0, 0));
    move = wasm_f32x4_add(move, wasm_f32x4_mul(wasm_v128_load(m + 4), wasm_i32x4_shuffle(given, given, 1, 1, 1, 1)));
    move = wasm_f32x4_add(move, wasm_f32x4_mul(wasm_v128_load(m + 8), wasm_i32x4_shuffle(given, given, 2, 2, 2, 2)));
    for (u32 k = s->parentStarts[node]; k < s->parentStarts[node + 1]; k++)
      move = wasm_f32x4_add(
          move, wasm_f32x4_mul(wasm_f32x4_splat(s->shares[k]), wasm_v128_load(moves + s->parents[k] * 4)));
    wasm_v128_store(moves + node * 4, move);
  }
  for (u32 v = 0; v < s->vertexCount; v++)
    for (u32 i = 0; i < 3; i++) out[v * 3 + i] = moves[v * 4 + i];
  f64 *model = out + s->vertexCount * 3;
  for (u32 i = 0; i < s->columnCount; i++) model[i] = x[s->vertexCount * 3 + i];
  if (s->columnCount) solveFactored(s->factor, s->columnCount, model);
}

INLINE void addOuter(f64 *m, const f64 *g) {
  m[0] += g[0] * g[0];
  m[1] += g[0] * g[1];
  m[2] += g[0] * g[2];
  m[3] += g[1] * g[1];
  m[4] += g[1] * g[2];
  m[5] += g[2] * g[2];
}

// The inverse of a symmetric m of six numbers, as columns of four.
INLINE void invertSymmetric(const f64 *m, f32 *columns) {
  f64 a = m[0], b = m[1], c = m[2], d = m[3], e = m[4], f = m[5];
  f64 c0 = d * f - e * e, c1 = c * e - b * f, c2 = b * e - c * d;
  f64 scale = 1 / (a * c0 + b * c1 + c * c2);
  f64 inverse[6] = {c0, c1, c2, a * f - c * c, b * c - a * e, a * d - b * b};
  static const u8 places[12] = {0, 1, 2, 6, 1, 3, 4, 6, 2, 4, 5, 6};
  for (u32 i = 0; i < 12; i++) columns[i] = places[i] < 6 ? (f32)(inverse[places[i]] * scale) : 0;
}

// Adds what a row says of two of its corners together to the blocks of both directions of their edge.
static bool addPair(const Offsets *s, u32 from, u32 to, const f64 *gFrom, const f64 *gTo) {
  for (u32 k = s->starts[from]; k < s->starts[from + 1]; k++) {
    if (s->neighbours[k] != to) continue;
    f64 *m = s->pairBlocks + k * 9;
    for (u32 i = 0; i < 3; i++)
      for (u32 j = 0; j < 3; j++) m[i * 3 + j] += gFrom[i] * gTo[j];
    return true;
  }
  return false;
}

static bool addPairs(const Offsets *s, u32 row) {
  const u32 *corners = s->corners + row * 3;
  const f64 *g = s->gradients + row * 9;
  if (corners[1] == corners[0]) return true;
  for (u32 a = 0; a < 3; a++)
    for (u32 b = 0; b < 3; b++)
      if (a != b && !addPair(s, corners[a], corners[b], g + a * 3, g + b * 3)) return false;
  return true;
}

// m += stiffness along the normal and across times it across.
INLINE void addStiffness(f64 *m, const f64 *normal, f64 stiffness) {
  f64 across = normal[3] * normal[3] * stiffness;
  f64 extra = stiffness - across;
  m[0] += across + extra * normal[0] * normal[0];
  m[1] += extra * normal[0] * normal[1];
  m[2] += extra * normal[0] * normal[2];
  m[3] += across + extra * normal[1] * normal[1];
  m[4] += extra * normal[1] * normal[2];
  m[5] += across + extra * normal[2] * normal[2];
}

// What is summed up of a node's vertices, each as far as the node moves it: how their offsets are stiffer across, as xx xy
// xz yy yz zz, then membranes (of all edges), bendings and the vertices themselves.
#define LUMPS 9

// From the diagonal blocks of the rows to the inverse blocks of all nodes. Rows and ridges are lumped.
static void prepareLevels(const Offsets *s) {
  for (u32 i = 0; i < s->nodeCount * LUMPS; i++) s->lumps[i] = 0;
  for (u32 v = 0; v < s->vertexCount; v++) {
    f64 *lump = s->lumps + v * LUMPS;
    for (u32 i = 0; i < 6; i++) s->blocks[v * 6 + i] += s->ridges[v * 6 + i];
    addStiffness(lump, s->normals + v * 4, 1);
    for (u32 k = s->starts[v]; k < s->starts[v + 1]; k++) lump[6] += s->membranes[k];
    lump[7] = s->bendings[v];
    lump[8] = 1;
  }
  for (u32 node = 0; node < s->nodeCount; node++) {
    const f64 *lump = s->lumps + node * LUMPS;
    f64 *m = s->blocks + node * 6;
    for (u32 k = s->parentStarts[node]; k < s->parentStarts[node + 1]; k++) {
      u32 parent = s->parents[k];
      for (u32 i = 0; i < 6; i++) s->blocks[parent * 6 + i] += s->shares[k] * m[i];
      for (u32 i = 0; i < LUMPS; i++) s->lumps[parent * LUMPS + i] += s->shares[k] * lump[i];
    }
    f64 stiffness;
    if (node < s->vertexCount) {
      f64 degree = s->starts[node + 1] - s->starts[node];
      stiffness = s->bendings[node] * degree * degree + lump[6];
      for (u32 k = s->starts[node]; k < s->starts[node + 1]; k++) stiffness += s->bendings[s->neighbours[k]];
    } else {
      stiffness = (NODE_MEMBRANE * lump[6] + NODE_BENDING * lump[7] / lump[8]) / lump[8];
    }
    for (u32 i = 0; i < 6; i++) m[i] += stiffness * lump[i] / lump[8];
    invertSymmetric(m, s->nodeInverse + node * 12);
  }
}

// Fills the right side, the preconditioner and, without parameters, the assembled rows. Returns 0, or 1 + the row whose
// corners are no triangle of the mesh.
u32 EXPORT(prepareOffsets)(const Offsets *s) {
  u32 n = s->vertexCount * 3;
  u32 entries = s->starts[s->vertexCount];
  for (u32 i = 0; i < n; i++) s->right[i] = 0;
  for (u32 i = 0; i < s->columnCount; i++) s->right[n + i] = s->priorPulls[i];
  for (u32 i = 0; i < s->nodeCount * 6; i++) s->blocks[i] = 0;
  if (s->pairBlocks)
    for (u32 i = 0; i < entries * 9; i++) s->pairBlocks[i] = 0;
  for (u32 i = 0; i < s->stride; i++) s->modelOut[i] = 0;
  for (u32 row = 0; row < s->rowCount; row++) {
    const u32 *corners = s->corners + row * 3;
    for (u32 corner = 0; corner < 3; corner++) addOuter(s->blocks + corners[corner] * 6, s->gradients + row * 9 + corner * 3);
    if (s->pairBlocks && !addPairs(s, row)) return row + 1;
    spreadOffsets(s, row, s->targets[row], s->right);
    const f32 *modelRow = s->modelRows + (u64)row * s->stride;
    for (u32 i = 0; i < s->columnCount; i++) s->right[n + i] += s->targets[row] * modelRow[i];
  }
  if (s->ownBlocks)
    for (u32 i = 0; i < s->vertexCount * 6; i++) s->ownBlocks[i] = s->blocks[i];
  prepareLevels(s);
  return 0;
}

// Preconditioned conjugate gradients from s->x until the preconditioned residual has fallen by `tolerance` against the
// zero vector's. Returns the iterations; `maxIterations` where that was not enough.
u32 EXPORT(solveOffsets)(const Offsets *s, f64 tolerance, u32 maxIterations) {
  u32 n = s->vertexCount * 3 + s->columnCount;
  precondition(s, s->right, s->preconditioned);
  f64 limit = tolerance * tolerance * dot(s->right, s->preconditioned, n);
  multiply(s, s->x, s->product);
  for (u32 i = 0; i < n; i++) s->residual[i] = s->right[i] - s->product[i];
  precondition(s, s->residual, s->preconditioned);
  for (u32 i = 0; i < n; i++) s->direction[i] = s->preconditioned[i];
  f64 energy = dot(s->residual, s->preconditioned, n);
  u32 iterations = 0;
  for (; iterations < maxIterations && energy > limit; iterations++) {
    multiply(s, s->direction, s->product);
    f64 step = energy / dot(s->direction, s->product, n);
    for (u32 i = 0; i < n; i++) {
      s->x[i] += step * s->direction[i];
      s->residual[i] -= step * s->product[i];
    }
    precondition(s, s->residual, s->preconditioned);
    f64 next = dot(s->residual, s->preconditioned, n);
    f64 keep = next / energy;
    for (u32 i = 0; i < n; i++) s->direction[i] = s->preconditioned[i] + keep * s->direction[i];
    energy = next;
  }
  return iterations;
}
