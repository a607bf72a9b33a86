// First hits of rays: slab tests of four boxes at once, then Möller and Trumbore, 1997, on four triangles at once in single
// precision with a wide margin; each candidate is decided in double.
#include "triangleTree.h"

// Margins of the test in single precision, in weights; and of the one in double: no gaps along shared edges.
#define CANDIDATE_MARGIN 2e-3f
#define EDGE_MARGIN 1e-9

typedef struct {
  f64 origin[3], direction[3];
  v128_t ox, oy, oz, dx, dy, dz, ix, iy, iz;
  u32 signX, signY, signZ;  // numbers from the low to the entry side of a box: 0 or 4
  f64 length;
  f64 weights[2];
  i32 slot;
} Ray;

INLINE v128_t inverseOf(f64 direction) {
  // Parallel to a slab: far beyond every box, with the right sign, and never zero times infinity.
  f32 inverse = direction > -1e-30 && direction < 1e-30 ? 1e30f : (f32)(1 / direction);
  return wasm_f32x4_splat(inverse);
}

INLINE Ray rayFrom(const f64 *origin, const f64 *direction, f64 limit) {
  Ray ray = {
      .ox = wasm_f32x4_splat((f32)origin[0]),
      .oy = wasm_f32x4_splat((f32)origin[1]),
      .oz = wasm_f32x4_splat((f32)origin[2]),
      .dx = wasm_f32x4_splat((f32)direction[0]),
      .dy = wasm_f32x4_splat((f32)direction[1]),
      .dz = wasm_f32x4_splat((f32)direction[2]),
      .ix = inverseOf(direction[0]),
      .iy = inverseOf(direction[1]),
      .iz = inverseOf(direction[2]),
      .signX = direction[0] <= -1e-30 ? 4 : 0,
      .signY = direction[1] <= -1e-30 ? 4 : 0,
      .signZ = direction[2] <= -1e-30 ? 4 : 0,
      .length = limit,
      .slot = -1,
  };
  for (u32 axis = 0; axis < 3; axis++) {
    ray.origin[axis] = origin[axis];
    ray.direction[axis] = direction[axis];
  }
  return ray;
}

INLINE v128_t along(const f32 *side, v128_t origin, v128_t inverse) {
  return wasm_f32x4_mul(wasm_f32x4_sub(wasm_v128_load(side), origin), inverse);
}

// Lengths at which the ray enters the four boxes, and in `mask` which of them it meets before its present end.
INLINE v128_t enterBoxes(const Ray *ray, const BoxNode *node, u32 *mask) {
  v128_t fromX = along(node->lowX + ray->signX, ray->ox, ray->ix);
  v128_t toX = along(node->highX - ray->signX, ray->ox, ray->ix);
  v128_t fromY = along(node->lowY + ray->signY, ray->oy, ray->iy);
  v128_t toY = along(node->highY - ray->signY, ray->oy, ray->iy);
  v128_t fromZ = along(node->lowZ + ray->signZ, ray->oz, ray->iz);
  v128_t toZ = along(node->highZ - ray->signZ, ray->oz, ray->iz);
  v128_t enter = wasm_f32x4_pmax(wasm_f32x4_pmax(fromX, fromY), wasm_f32x4_pmax(fromZ, wasm_f32x4_splat(0)));
  v128_t leave = wasm_f32x4_pmin(wasm_f32x4_pmin(toX, toY), wasm_f32x4_pmin(toZ, wasm_f32x4_splat((f32)ray->length)));
  // Rounding may cost a box a few parts in ten million: never lose one that is touched.
  leave = wasm_f32x4_mul(leave, wasm_f32x4_splat(1.000001f));
  *mask = wasm_i32x4_bitmask(wasm_f32x4_le(enter, leave));
  return enter;
}

INLINE void cross(const f64 *a, const f64 *b, f64 *out) {
  out[0] = a[1] * b[2] - a[2] * b[1];
  out[1] = a[2] * b[0] - a[0] * b[2];
  out[2] = a[0] * b[1] - a[1] * b[0];
}

static void decide(const TriangleTree *triangles, i32 slot, Ray *ray) {
  Triangle t = triangleAt(triangles, slot);
  f64 to[3] = {ray->origin[0] - t.a[0], ray->origin[1] - t.a[1], ray->origin[2] - t.a[2]};
  f64 p[3], q[3];
  cross(ray->direction, t.f, p);
  f64 determinant = dot(t.e, p);
  if (determinant == 0) return;
  f64 v = dot(to, p) / determinant;
  if (!(v >= -EDGE_MARGIN && v <= 1 + EDGE_MARGIN)) return;
  cross(to, t.e, q);
  f64 w = dot(ray->direction, q) / determinant;
  if (!(w >= -EDGE_MARGIN && v + w <= 1 + EDGE_MARGIN)) return;
  f64 length = dot(t.f, q) / determinant;
  if (!(length >= 0 && length < ray->length)) return;
  ray->length = length;
  ray->slot = slot;
  ray->weights[0] = v;
  ray->weights[1] = w;
}

INLINE void meetLeaf(const TriangleTree *triangles, u32 index, Ray *ray) {
  const TriangleLeaf *leaf = triangles->leaves + index;
  v128_t ex = wasm_v128_load(leaf->ex), ey = wasm_v128_load(leaf->ey), ez = wasm_v128_load(leaf->ez);
  v128_t fx = wasm_v128_load(leaf->fx), fy = wasm_v128_load(leaf->fy), fz = wasm_v128_load(leaf->fz);
  v128_t tx = wasm_f32x4_sub(ray->ox, wasm_v128_load(leaf->ax));
  v128_t ty = wasm_f32x4_sub(ray->oy, wasm_v128_load(leaf->ay));
  v128_t tz = wasm_f32x4_sub(ray->oz, wasm_v128_load(leaf->az));
  v128_t px = wasm_f32x4_sub(wasm_f32x4_mul(ray->dy, fz), wasm_f32x4_mul(ray->dz, fy));
  v128_t py = wasm_f32x4_sub(wasm_f32x4_mul(ray->dz, fx), wasm_f32x4_mul(ray->dx, fz));
  v128_t pz = wasm_f32x4_sub(wasm_f32x4_mul(ray->dx, fy), wasm_f32x4_mul(ray->dy, fx));
  v128_t determinant = dot3(ex, ey, ez, px, py, pz);
  v128_t qx = wasm_f32x4_sub(wasm_f32x4_mul(ty, ez), wasm_f32x4_mul(tz, ey));
  v128_t qy = wasm_f32x4_sub(wasm_f32x4_mul(tz, ex), wasm_f32x4_mul(tx, ez));
  v128_t qz = wasm_f32x4_sub(wasm_f32x4_mul(tx, ey), wasm_f32x4_mul(ty, ex));
  // Weights times the determinant, made positive: nothing is divided, and a grazing triangle (no determinant to speak of)
  // stays a candidate.
  v128_t sign = wasm_v128_and(determinant, wasm_i32x4_splat((i32)0x80000000));
  v128_t size = wasm_f32x4_abs(determinant);
  v128_t v = wasm_v128_xor(dot3(tx, ty, tz, px, py, pz), sign);
  v128_t w = wasm_v128_xor(dot3(ray->dx, ray->dy, ray->dz, qx, qy, qz), sign);
  v128_t reach = wasm_f32x4_abs(tx);
  reach = wasm_f32x4_add(reach, wasm_f32x4_add(wasm_f32x4_abs(ty), wasm_f32x4_abs(tz)));
  v128_t edges = wasm_f32x4_add(dot3(ex, ey, ez, ex, ey, ez), dot3(fx, fy, fz, fx, fy, fz));
  // Rounding of v and w: products of the way to the triangle with its edges.
  v128_t margin = wasm_f32x4_add(wasm_f32x4_mul(size, wasm_f32x4_splat(CANDIDATE_MARGIN)),
                                 wasm_f32x4_mul(wasm_f32x4_mul(reach, wasm_f32x4_sqrt(edges)), wasm_f32x4_splat(4e-7f)));
  v128_t inside = wasm_v128_and(wasm_f32x4_ge(wasm_f32x4_add(v, margin), wasm_f32x4_splat(0)),
                                wasm_f32x4_ge(wasm_f32x4_add(w, margin), wasm_f32x4_splat(0)));
  inside = wasm_v128_and(inside, wasm_f32x4_le(wasm_f32x4_add(v, w), wasm_f32x4_add(size, margin)));
  for (u32 mask = wasm_i32x4_bitmask(inside); mask != 0; mask &= mask - 1) {
    decide(triangles, (i32)(index * LEAF_TRIANGLES) + __builtin_ctz(mask), ray);
  }
}

static void meet(const TriangleTree *triangles, Ray *ray) {
  const BoxTree *tree = &triangles->tree;
  u32 stackNodes[STACK_DEPTH];
  f32 stackEnter[STACK_DEPTH];
  f32 enter[4];
  u32 depth = 0;
  u32 node = 0;
  for (;;) {
    while (node < tree->innerCount) {
      u32 mask;
      v128_t entries = enterBoxes(ray, tree->nodes + node, &mask);
      if (mask == 0) goto next;
      u32 child = 4 * node + tree->childBase;
      u32 nearest = __builtin_ctz(mask);
      mask &= mask - 1;
      if (mask != 0) {
        wasm_v128_store(enter, entries);
        do {
          u32 lane = __builtin_ctz(mask);
          mask &= mask - 1;
          bool isNearer = enter[lane] < enter[nearest];
          u32 farther = isNearer ? nearest : lane;
          nearest = isNearer ? lane : nearest;
          stackNodes[depth] = child + farther;
          stackEnter[depth++] = enter[farther];
        } while (mask != 0);
      }
      node = child + nearest;
    }
    meetLeaf(triangles, node - tree->innerCount, ray);
  next:
    do {
      if (depth == 0) return;
      depth--;
    } while (!(stackEnter[depth] <= ray->length));
    node = stackNodes[depth];
  }
}

// `origins`, `directions`: [count*3], directions of length 1. `triangles`: [count] the first hit, -1 where there is none.
// `results`: [count] lengths, [count*3] weights of the corners, [count*3] points.
void EXPORT(firstHits)(const TriangleTree *tree, const f64 *origins, const f64 *directions, u32 count, i32 *triangles,
                       f64 *results) {
  f64 *weights = results + count;
  f64 *points = weights + (u64)count * 3;
  for (u32 i = 0; i < count; i++, weights += 3, points += 3) {
    Ray ray = rayFrom(origins + (u64)i * 3, directions + (u64)i * 3, __builtin_inf());
    meet(tree, &ray);
    results[i] = ray.length;
    triangles[i] = ray.slot < 0 ? -1 : (i32)tree->ids[ray.slot];
    if (ray.slot < 0) continue;
    Triangle t = triangleAt(tree, ray.slot);
    weights[0] = 1 - ray.weights[0] - ray.weights[1];
    weights[1] = ray.weights[0];
    weights[2] = ray.weights[1];
    for (u32 axis = 0; axis < 3; axis++) points[axis] = t.a[axis] + weights[1] * t.e[axis] + weights[2] * t.f[axis];
  }
}
