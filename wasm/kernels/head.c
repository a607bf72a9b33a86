// A head model that its joints skin: shape, skinning, and how its points move with its parameters.
#include "kernel.h"

#define JOINTS 5
#define FEATURES 36

INLINE f32 sumOfLanes(v128_t v) {
  return wasm_f32x4_extract_lane(v, 0) + wasm_f32x4_extract_lane(v, 1) + wasm_f32x4_extract_lane(v, 2) +
         wasm_f32x4_extract_lane(v, 3);
}

// corrected = shaped + pose correctives and vertices = the blend of the joints' transforms of it. `poseDirs`:
// [V*3*36]; `transforms`: [5*12], rows of 3 × 4; `weights`: [V*5].
void EXPORT(skinHead)(u32 vertexCount, const f32 *poseDirs, const f32 *features, const f64 *weights,
                      const f64 *transforms, const f64 *shaped, f64 *corrected, f64 *vertices) {
  for (u32 v = 0; v < vertexCount; v++, shaped += 3, corrected += 3, vertices += 3, weights += JOINTS) {
    for (u32 axis = 0; axis < 3; axis++, poseDirs += FEATURES) {
      v128_t sum = wasm_f32x4_splat(0);
#pragma unroll
      for (u32 i = 0; i < FEATURES; i += 4)
        sum = wasm_f32x4_add(sum, wasm_f32x4_mul(wasm_v128_load(poseDirs + i), wasm_v128_load(features + i)));
      corrected[axis] = shaped[axis] + sumOfLanes(sum);
    }
    v128_t blend[6];
    for (u32 i = 0; i < 6; i++) blend[i] = wasm_f64x2_splat(0);
    for (u32 k = 0; k < JOINTS; k++) {
      if (weights[k] == 0) continue;
      v128_t weight = wasm_f64x2_splat(weights[k]);
#pragma unroll
      for (u32 i = 0; i < 6; i++)
        blend[i] = wasm_f64x2_add(blend[i], wasm_f64x2_mul(weight, wasm_v128_load(transforms + k * 12 + i * 2)));
    }
    v128_t xy = wasm_v128_load(corrected);
    v128_t zOne = wasm_f64x2_make(corrected[2], 1);
#pragma unroll
    for (u32 axis = 0; axis < 3; axis++) {
      v128_t sum = wasm_f64x2_add(wasm_f64x2_mul(blend[axis * 2], xy), wasm_f64x2_mul(blend[axis * 2 + 1], zOne));
      vertices[axis] = wasm_f64x2_extract_lane(sum, 0) + wasm_f64x2_extract_lane(sum, 1);
    }
  }
}

typedef struct {
  u32 rowCount;
  u32 stride;
  u32 basisStride;
  u32 jointCount;
  u32 runCount;
  u32 componentCount;
  // Per row: three vertices and the directions (xyz each) along which they are asked; a row's wanted value.
  const u32 *corners;
  const f64 *directions;
  const f64 *targets;
  // The model: [V*3*basisStride] components, [V*3*36] pose correctives, [V*5] weights.
  const f32 *basis;
  const f32 *poseDirs;
  const f64 *weights;
  // Its present pose: [V*3] before skinning, per joint the rotation in the world, the skin's translation, the place in
  // the world, and the rotation relative to the parent.
  const f64 *corrected;
  const f64 *worldRotations;
  const f64 *skinTranslations;
  const f64 *worldJoints;
  const f64 *rotations;
  const i32 *parents;
  // [5*5] 1 where the column's joint hangs on the row's; which joints turn; which components, as runs (first, count).
  const u32 *movedBy;
  const u32 *joints;
  const u32 *runs;
  // [5*3*componentCount] how the asked components move the skin's translations.
  const f32 *skinDirs;
  // [rowCount*stride] trans, three for each joint, components, the wanted value, zeros.
  f32 *out;
} HeadRows;

INLINE void turn(const f64 *rotation, const f64 *x, f64 *out) {
  for (u32 i = 0; i < 3; i++) out[i] = rotation[i * 3] * x[0] + rotation[i * 3 + 1] * x[1] + rotation[i * 3 + 2] * x[2];
}

INLINE void turnBack(const f64 *rotation, const f64 *x, f64 *out) {
  for (u32 i = 0; i < 3; i++) out[i] = rotation[i] * x[0] + rotation[3 + i] * x[1] + rotation[6 + i] * x[2];
}

INLINE void cross(const f64 *a, const f64 *b, f64 *out) {
  out[0] = a[1] * b[2] - a[2] * b[1];
  out[1] = a[2] * b[0] - a[0] * b[2];
  out[2] = a[0] * b[1] - a[1] * b[0];
}

// Three columns: a turn of the joint, pose correctives included. `seen` is n in the unposed head.
static void addJoint(const HeadRows *s, u32 joint, u32 vertex, const f64 *n, const f64 *seen, f32 *out) {
  const f64 *weights = s->weights + vertex * JOINTS;
  f64 lever[3] = {0, 0, 0};
  for (u32 j = 0; j < JOINTS; j++) {
    if (!s->movedBy[joint * JOINTS + j] || weights[j] == 0) continue;
    f64 at[3];
    turn(s->worldRotations + j * 9, s->corrected + vertex * 3, at);
    for (u32 i = 0; i < 3; i++)
      lever[i] += weights[j] * (at[i] + s->skinTranslations[j * 3 + i] - s->worldJoints[joint * 3 + i]);
  }
  // n·(Gδ × lever) = Gδ·(lever × n), G the world rotation of the joint's parent.
  f64 moment[3], columns[3];
  cross(lever, n, moment);
  i32 parent = s->parents[joint];
  if (parent < 0) {
    for (u32 i = 0; i < 3; i++) out[i] += moment[i];
    return;
  }
  turnBack(s->worldRotations + parent * 9, moment, columns);
  // Pose correctives: n·B·P·vec([δ]×R) = δ·Σ over columns c of R of (R_c × q_c), q the correctives seen along n.
  const f32 *p = s->poseDirs + (u64)vertex * 3 * FEATURES + 9 * (joint - 1);
  for (u32 c = 0; c < 3; c++) {
    f64 q[3], column[3], part[3];
    for (u32 r = 0; r < 3; r++) {
      q[r] = p[3 * r + c] * seen[0] + p[FEATURES + 3 * r + c] * seen[1] + p[2 * FEATURES + 3 * r + c] * seen[2];
      column[r] = s->rotations[joint * 9 + 3 * r + c];
    }
    cross(column, q, part);
    for (u32 i = 0; i < 3; i++) columns[i] += part[i];
  }
  for (u32 i = 0; i < 3; i++) out[i] += columns[i];
}

// out += x·a + y·b + z·c, the three rows `apart` numbers from each other.
INLINE void addThree(f32 *out, const f64 *xyz, const f32 *a, u32 apart, u32 count) {
  const f32 *b = a + apart;
  const f32 *c = b + apart;
  f32 x = xyz[0], y = xyz[1], z = xyz[2];
  u32 i = 0;
  for (; i + 4 <= count; i += 4) {
    v128_t sum = wasm_f32x4_mul(wasm_f32x4_splat(x), wasm_v128_load(a + i));
    sum = wasm_f32x4_add(sum, wasm_f32x4_mul(wasm_f32x4_splat(y), wasm_v128_load(b + i)));
    sum = wasm_f32x4_add(sum, wasm_f32x4_mul(wasm_f32x4_splat(z), wasm_v128_load(c + i)));
    wasm_v128_store(out + i, wasm_f32x4_add(wasm_v128_load(out + i), sum));
  }
  for (; i < count; i++) out[i] += x * a[i] + y * b[i] + z * c[i];
}

static void addCorner(const HeadRows *s, u32 vertex, const f64 *n, f64 (*shares)[3], f32 *out) {
  const f64 *weights = s->weights + vertex * JOINTS;
  f64 seen[3] = {0, 0, 0};
  for (u32 k = 0; k < JOINTS; k++) {
    if (weights[k] == 0) continue;
    f64 back[3];
    turnBack(s->worldRotations + k * 9, n, back);
    for (u32 i = 0; i < 3; i++) {
      seen[i] += weights[k] * back[i];
      shares[k][i] += weights[k] * n[i];
    }
  }
  for (u32 i = 0; i < 3; i++) out[i] += n[i];
  out += 3;
  for (u32 j = 0; j < s->jointCount; j++, out += 3) addJoint(s, s->joints[j], vertex, n, seen, out);
  const f32 *basis = s->basis + (u64)vertex * 3 * s->basisStride;
  for (u32 r = 0; r < s->runCount; r++) {
    u32 count = s->runs[r * 2 + 1];
    addThree(out, seen, basis + s->runs[r * 2], s->basisStride, count);
    out += count;
  }
}

// Derivatives of points of the surface along directions, by the model's parameters.
void EXPORT(fillHeadRows)(const HeadRows *s) {
  for (u32 row = 0; row < s->rowCount; row++) {
    f32 *out = s->out + (u64)row * s->stride;
    for (u32 i = 0; i < s->stride; i++) out[i] = 0;
    f64 shares[JOINTS][3] = {{0}};
    const u32 *corners = s->corners + row * 3;
    u32 cornerCount = corners[1] == corners[0] ? 1 : 3;
    for (u32 corner = 0; corner < cornerCount; corner++)
      addCorner(s, corners[corner], s->directions + row * 9 + corner * 3, shares, out);
    u32 first = 3 + 3 * s->jointCount;
    for (u32 k = 0; k < JOINTS; k++) {
      if (shares[k][0] == 0 && shares[k][1] == 0 && shares[k][2] == 0) continue;
      addThree(out + first, shares[k], s->skinDirs + (u64)k * 3 * s->componentCount, s->componentCount,
               s->componentCount);
    }
    out[first + s->componentCount] = s->targets[row];
  }
}
