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
  v128_t bound;             // the present end, rounded up a little: no box that is touched is ever lost
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
      .bound = wasm_f32x4_splat((f32)limit),
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
  v128_t leave = wasm_f32x4_pmin(wasm_f32x4_pmin(toX, toY), wasm_f32x4_pmin(toZ, ray->bound));
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
  ray->bound = wasm_f32x4_splat((f32)length);
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

// Neighbouring rays walk the tree as one packet: one test of a node's four boxes with the intervals that hold all their
// origins and directions, and only a leaf's own box is asked ray by ray (four at once).
#define PACKET 16
// Packets whose rays spread wider than this (sine of the angle) are not worth walking together: the intervals know nothing
// of rays that draw together on their way.
#define PACKET_SPREAD 0.015f

typedef struct {
  f32 ox[PACKET], oy[PACKET], oz[PACKET], ix[PACKET], iy[PACKET], iz[PACKET], bound[PACKET];
  u32 signX, signY, signZ;
  // Nearest and farthest origin as seen along each axis, and the smallest and largest inverse direction.
  v128_t nearX, nearY, nearZ, farX, farY, farZ, leastX, leastY, leastZ, mostX, mostY, mostZ;
} Packet;

INLINE f32 leastOf(const f32 *values) {
  v128_t least = wasm_v128_load(values);
  for (u32 i = 4; i < PACKET; i += 4) least = wasm_f32x4_pmin(least, wasm_v128_load(values + i));
  return -largestLane(wasm_f32x4_neg(least));
}

INLINE f32 mostOf(const f32 *values) {
  v128_t most = wasm_v128_load(values);
  for (u32 i = 4; i < PACKET; i += 4) most = wasm_f32x4_pmax(most, wasm_v128_load(values + i));
  return largestLane(most);
}

// Whether all rays of the packet look into one octant and nearly one way; fills the intervals.
INLINE bool isTogether(const Ray *rays, Packet *packet) {
  v128_t low = wasm_f32x4_splat(INFINITY_F32), high = wasm_f32x4_splat(-INFINITY_F32);
  packet->signX = rays->signX;
  packet->signY = rays->signY;
  packet->signZ = rays->signZ;
  for (u32 i = 0; i < PACKET; i++) {
    const Ray *ray = rays + i;
    if (ray->signX != packet->signX || ray->signY != packet->signY || ray->signZ != packet->signZ) return false;
    f32 dx = wasm_f32x4_extract_lane(ray->dx, 0), dy = wasm_f32x4_extract_lane(ray->dy, 0);
    f32 dz = wasm_f32x4_extract_lane(ray->dz, 0);
    v128_t direction = wasm_f32x4_make(dx, dy, dz, 0);
    // A ray without a direction, or from nowhere, would spoil the intervals of the others.
    f32 check = (dx + dy + dz + wasm_f32x4_extract_lane(ray->ox, 0) + wasm_f32x4_extract_lane(ray->oy, 0) +
                 wasm_f32x4_extract_lane(ray->oz, 0)) * 0;
    if (check != 0) return false;
    low = wasm_f32x4_pmin(low, direction);
    high = wasm_f32x4_pmax(high, direction);
    packet->ox[i] = wasm_f32x4_extract_lane(ray->ox, 0);
    packet->oy[i] = wasm_f32x4_extract_lane(ray->oy, 0);
    packet->oz[i] = wasm_f32x4_extract_lane(ray->oz, 0);
    packet->ix[i] = wasm_f32x4_extract_lane(ray->ix, 0);
    packet->iy[i] = wasm_f32x4_extract_lane(ray->iy, 0);
    packet->iz[i] = wasm_f32x4_extract_lane(ray->iz, 0);
    packet->bound[i] = INFINITY_F32;
  }
  if (!(largestLane(wasm_f32x4_sub(high, low)) < PACKET_SPREAD)) return false;
  f32 x0 = leastOf(packet->ox), x1 = mostOf(packet->ox), y0 = leastOf(packet->oy), y1 = mostOf(packet->oy);
  f32 z0 = leastOf(packet->oz), z1 = mostOf(packet->oz);
  packet->nearX = wasm_f32x4_splat(packet->signX ? x0 : x1);
  packet->farX = wasm_f32x4_splat(packet->signX ? x1 : x0);
  packet->nearY = wasm_f32x4_splat(packet->signY ? y0 : y1);
  packet->farY = wasm_f32x4_splat(packet->signY ? y1 : y0);
  packet->nearZ = wasm_f32x4_splat(packet->signZ ? z0 : z1);
  packet->farZ = wasm_f32x4_splat(packet->signZ ? z1 : z0);
  packet->leastX = wasm_f32x4_splat(leastOf(packet->ix));
  packet->mostX = wasm_f32x4_splat(mostOf(packet->ix));
  packet->leastY = wasm_f32x4_splat(leastOf(packet->iy));
  packet->mostY = wasm_f32x4_splat(mostOf(packet->iy));
  packet->leastZ = wasm_f32x4_splat(leastOf(packet->iz));
  packet->mostZ = wasm_f32x4_splat(mostOf(packet->iz));
  return true;
}

// Least and largest of a product whose second factor lies between two values.
INLINE v128_t leastProduct(v128_t a, v128_t least, v128_t most) {
  return wasm_f32x4_pmin(wasm_f32x4_mul(a, least), wasm_f32x4_mul(a, most));
}
INLINE v128_t mostProduct(v128_t a, v128_t least, v128_t most) {
  return wasm_f32x4_pmax(wasm_f32x4_mul(a, least), wasm_f32x4_mul(a, most));
}

// Lengths before which no ray of the packet enters each of the four boxes; in `mask` those that some ray may meet.
INLINE v128_t enterAsPacket(const Packet *packet, const BoxNode *node, f32 bound, u32 *mask) {
  v128_t fromX = leastProduct(wasm_f32x4_sub(wasm_v128_load(node->lowX + packet->signX), packet->nearX), packet->leastX, packet->mostX);
  v128_t fromY = leastProduct(wasm_f32x4_sub(wasm_v128_load(node->lowY + packet->signY), packet->nearY), packet->leastY, packet->mostY);
  v128_t fromZ = leastProduct(wasm_f32x4_sub(wasm_v128_load(node->lowZ + packet->signZ), packet->nearZ), packet->leastZ, packet->mostZ);
  v128_t toX = mostProduct(wasm_f32x4_sub(wasm_v128_load(node->highX - packet->signX), packet->farX), packet->leastX, packet->mostX);
  v128_t toY = mostProduct(wasm_f32x4_sub(wasm_v128_load(node->highY - packet->signY), packet->farY), packet->leastY, packet->mostY);
  v128_t toZ = mostProduct(wasm_f32x4_sub(wasm_v128_load(node->highZ - packet->signZ), packet->farZ), packet->leastZ, packet->mostZ);
  v128_t enter = wasm_f32x4_pmax(wasm_f32x4_pmax(fromX, fromY), wasm_f32x4_pmax(fromZ, wasm_f32x4_splat(0)));
  v128_t leave = wasm_f32x4_pmin(wasm_f32x4_pmin(toX, toY), wasm_f32x4_pmin(toZ, wasm_f32x4_splat(bound)));
  leave = wasm_f32x4_mul(leave, wasm_f32x4_splat(1.000001f));
  *mask = wasm_i32x4_bitmask(wasm_f32x4_le(enter, leave));
  return enter;
}

INLINE v128_t sideOf(const f32 *side, const f32 *origins, const f32 *inverses) {
  return wasm_f32x4_mul(wasm_f32x4_sub(laneOf(side), wasm_v128_load(origins)), wasm_v128_load(inverses));
}

// Asks one leaf (child `lane` of `node`) for those rays that meet its box before their present end.
INLINE void meetLeafAsPacket(const TriangleTree *triangles, const BoxNode *node, u32 lane, u32 leaf, Packet *packet, Ray *rays) {
  const f32 *fromX = node->lowX + packet->signX + lane, *toX = node->highX - packet->signX + lane;
  const f32 *fromY = node->lowY + packet->signY + lane, *toY = node->highY - packet->signY + lane;
  const f32 *fromZ = node->lowZ + packet->signZ + lane, *toZ = node->highZ - packet->signZ + lane;
  u32 members = 0;
  for (u32 i = 0; i < PACKET; i += 4) {
    v128_t enter = wasm_f32x4_pmax(sideOf(fromX, packet->ox + i, packet->ix + i), sideOf(fromY, packet->oy + i, packet->iy + i));
    enter = wasm_f32x4_pmax(enter, wasm_f32x4_pmax(sideOf(fromZ, packet->oz + i, packet->iz + i), wasm_f32x4_splat(0)));
    v128_t leave = wasm_f32x4_pmin(sideOf(toX, packet->ox + i, packet->ix + i), sideOf(toY, packet->oy + i, packet->iy + i));
    leave = wasm_f32x4_pmin(leave, wasm_f32x4_pmin(sideOf(toZ, packet->oz + i, packet->iz + i), wasm_v128_load(packet->bound + i)));
    leave = wasm_f32x4_mul(leave, wasm_f32x4_splat(1.000001f));
    members |= (u32)wasm_i32x4_bitmask(wasm_f32x4_le(enter, leave)) << i;
  }
  for (; members != 0; members &= members - 1) {
    u32 i = __builtin_ctz(members);
    meetLeaf(triangles, leaf, rays + i);
    packet->bound[i] = (f32)rays[i].length;
  }
}

static void meetAsPacket(const TriangleTree *triangles, Packet *packet, Ray *rays) {
  const BoxTree *tree = &triangles->tree;
  u32 stackNodes[STACK_DEPTH];
  f32 stackEnter[STACK_DEPTH];
  f32 enter[4];
  u32 depth = 0;
  u32 node = 0;
  f32 bound = INFINITY_F32;
  for (;;) {
    const BoxNode *boxes = tree->nodes + node;
    u32 mask;
    v128_t entries = enterAsPacket(packet, boxes, bound, &mask);
    u32 child = 4 * node + tree->childBase;
    wasm_v128_store(enter, entries);
    u32 first = depth;
    for (; mask != 0; mask &= mask - 1) {
      u32 lane = __builtin_ctz(mask);
      // Nearest on top of the stack.
      u32 at = depth++;
      for (; at > first && stackEnter[at - 1] < enter[lane]; at--) {
        stackNodes[at] = stackNodes[at - 1];
        stackEnter[at] = stackEnter[at - 1];
      }
      stackNodes[at] = child + lane;
      stackEnter[at] = enter[lane];
    }
    for (;;) {
      if (depth == 0) return;
      depth--;
      if (!(stackEnter[depth] <= bound)) continue;
      node = stackNodes[depth];
      if (node < tree->innerCount) break;
      u32 slot = node - tree->childBase;
      meetLeafAsPacket(triangles, tree->nodes + (slot >> 2), slot & 3, node - tree->innerCount, packet, rays);
      bound = mostOf(packet->bound);
    }
  }
}

INLINE void writeHit(const TriangleTree *tree, const Ray *ray, u32 i, u32 count, i32 *triangles, f64 *results) {
  f64 *weights = results + count + (u64)i * 3;
  f64 *points = results + (u64)count * 4 + (u64)i * 3;
  results[i] = ray->length;
  triangles[i] = ray->slot < 0 ? -1 : (i32)tree->ids[ray->slot];
  if (ray->slot < 0) return;
  Triangle t = triangleAt(tree, ray->slot);
  weights[0] = 1 - ray->weights[0] - ray->weights[1];
  weights[1] = ray->weights[0];
  weights[2] = ray->weights[1];
  for (u32 axis = 0; axis < 3; axis++) points[axis] = t.a[axis] + weights[1] * t.e[axis] + weights[2] * t.f[axis];
}

// `origins`, `directions`: [count*3], directions of length 1. `triangles`: [count] the first hit, -1 where there is none.
// `results`: [count] lengths, [count*3] weights of the corners, [count*3] points.
void EXPORT(firstHits)(const TriangleTree *tree, const f64 *origins, const f64 *directions, u32 count, i32 *triangles,
                       f64 *results) {
  Ray rays[PACKET];
  Packet packet;
  for (u32 first = 0; first < count; first += PACKET) {
    u32 size = count - first < PACKET ? count - first : PACKET;
    for (u32 i = 0; i < size; i++) {
      rays[i] = rayFrom(origins + (u64)(first + i) * 3, directions + (u64)(first + i) * 3, __builtin_inf());
    }
    if (size == PACKET && tree->tree.innerCount > 0 && isTogether(rays, &packet)) meetAsPacket(tree, &packet, rays);
    else for (u32 i = 0; i < size; i++) meet(tree, rays + i);
    for (u32 i = 0; i < size; i++) writeHit(tree, rays + i, first + i, count, triangles, results);
  }
}
