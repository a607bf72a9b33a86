// Nearest points: a box tree over points in the order of a Hilbert curve, leaves of 16 points as columns tested four at a
// time. Queries that lie together walk the tree as one group: a group of 16 descends once with the box around it and asks
// each leaf for those members whose best is not yet nearer than the leaf's box.
#include "boxTree.h"
#include "curveOrder.h"

#define LEAF_POINTS 16
#define GROUP 16
// How far, in areas of a leaf, a group may reach before its members are better searched one by one.
#define GROUP_SPREAD 96

typedef struct {
  BoxTree tree;
  f32 *blocks;  // [leafCount * 3 * LEAF_POINTS] columns x, y, z; empty slots infinitely far away
  u32 *ids;     // [leafCount * LEAF_POINTS] point in each slot
  u32 *slots;   // [itemCount] slot of each point
  f32 leafArea; // mean squared diagonal of the leaves' boxes
} PointTree;

// 1 when done, 0 when a point is not finite. `pairs`, `spare`: [count] each. Points are readable 4 bytes past their end.
u32 EXPORT(buildPointTree)(PointTree *points, const f32 *rows, u64 *pairs, u64 *spare, CurveCounts *counts) {
  BoxTree *tree = &points->tree;
  u32 count = tree->itemCount;
  Bounds bounds = boundsOfRows(rows, count);
  if (!bounds.finite) return 0;
  CurveGrid grid = curveGridFor(bounds);
  __builtin_memset(counts, 0, sizeof *counts);
  for (u32 i = 0; i < count; i += 4) {
    u32 last = count - 1;
    u32 b = i + 1 < count ? i + 1 : last;
    u32 c = i + 2 < count ? i + 2 : last;
    u32 d = i + 3 < count ? i + 3 : last;
    u32 keys[4];
    Rows4 four = columnsOf(loadRow(rows, i), loadRow(rows, b), loadRow(rows, c), loadRow(rows, d));
    wasm_v128_store(keys, curvePlaces(&grid, four));
    for (u32 k = 0; k < 4 && i + k < count; k++) {
      countDigits(counts, keys[k]);
      pairs[i + k] = (u64)keys[k] << 32 | (i + k);
    }
  }
  u64 *sorted = sortByCurve(pairs, spare, count, counts);
  v128_t far = wasm_f32x4_splat(INFINITY_F32);
  f64 area = 0;
  for (u32 leaf = 0; leaf < tree->leafCount; leaf++) {
    u32 start = leafStart(tree, leaf);
    u32 size = leafStart(tree, leaf + 1) - start;
    f32 *block = points->blocks + leaf * 3 * LEAF_POINTS;
    u32 *ids = points->ids + leaf * LEAF_POINTS;
    v128_t low = far;
    v128_t high = wasm_f32x4_neg(far);
    for (u32 i = 0; i < LEAF_POINTS; i++) {
      v128_t row = far;
      if (i < size) {
        u32 id = (u32)sorted[start + i];
        ids[i] = id;
        points->slots[id] = leaf * LEAF_POINTS + i;
        row = loadRow(rows, id);
        low = wasm_f32x4_pmin(low, row);
        high = wasm_f32x4_pmax(high, row);
      }
      block[i] = wasm_f32x4_extract_lane(row, 0);
      block[LEAF_POINTS + i] = wasm_f32x4_extract_lane(row, 1);
      block[2 * LEAF_POINTS + i] = wasm_f32x4_extract_lane(row, 2);
    }
    setChildBox(tree, tree->innerCount + leaf, low, high);
    v128_t extent = wasm_f32x4_sub(high, low);
    extent = wasm_f32x4_mul(extent, extent);
    area += wasm_f32x4_extract_lane(extent, 0) + wasm_f32x4_extract_lane(extent, 1) + wasm_f32x4_extract_lane(extent, 2);
  }
  points->leafArea = (f32)(area / tree->leafCount);
  uniteBoxes(tree);
  return 1;
}

typedef struct {
  f32 squared;
  i32 slot;
} Best;

INLINE void searchLeaf(const PointTree *points, u32 leaf, v128_t x, v128_t y, v128_t z, Best *best) {
  const f32 *block = points->blocks + leaf * 3 * LEAF_POINTS;
  v128_t found[LEAF_POINTS / 4];
  v128_t least = wasm_f32x4_splat(best->squared);
  v128_t nearer = wasm_i32x4_splat(0);
#pragma unroll
  for (u32 i = 0; i < LEAF_POINTS / 4; i++) {
    v128_t dx = wasm_f32x4_sub(wasm_v128_load(block + i * 4), x);
    v128_t dy = wasm_f32x4_sub(wasm_v128_load(block + LEAF_POINTS + i * 4), y);
    v128_t dz = wasm_f32x4_sub(wasm_v128_load(block + 2 * LEAF_POINTS + i * 4), z);
    found[i] = dot3(dx, dy, dz, dx, dy, dz);
    nearer = wasm_v128_or(nearer, wasm_f32x4_lt(found[i], least));
  }
  if (!wasm_v128_any_true(nearer)) return;
  v128_t all = found[0];
#pragma unroll
  for (u32 i = 1; i < LEAF_POINTS / 4; i++) all = wasm_f32x4_pmin(all, found[i]);
  all = wasm_f32x4_pmin(all, wasm_i32x4_shuffle(all, all, 2, 3, 0, 1));
  all = wasm_f32x4_pmin(all, wasm_i32x4_shuffle(all, all, 1, 0, 3, 2));
  u32 mask = 0;
#pragma unroll
  for (u32 i = 0; i < LEAF_POINTS / 4; i++) mask |= (u32)wasm_i32x4_bitmask(wasm_f32x4_eq(found[i], all)) << (i * 4);
  best->squared = wasm_f32x4_extract_lane(all, 0);
  best->slot = (i32)(leaf * LEAF_POINTS) + __builtin_ctz(mask);
}

static void search(const PointTree *points, v128_t x, v128_t y, v128_t z, Best *best) {
  const BoxTree *tree = &points->tree;
  u32 stackNodes[STACK_DEPTH];
  f32 stackSquared[STACK_DEPTH];
  f32 squared[4];
  u32 depth = 0;
  u32 node = 0;
  for (;;) {
    while (node < tree->innerCount) {
      v128_t distances = boxDistances(tree->nodes + node, x, y, z);
      u32 mask = wasm_i32x4_bitmask(wasm_f32x4_lt(distances, wasm_f32x4_splat(best->squared)));
      if (mask == 0) goto next;
      u32 child = 4 * node + tree->childBase;
      u32 nearest = __builtin_ctz(mask);
      mask &= mask - 1;
      if (mask != 0) {
        wasm_v128_store(squared, distances);
        do {
          u32 lane = __builtin_ctz(mask);
          mask &= mask - 1;
          bool isNearer = squared[lane] < squared[nearest];
          u32 farther = isNearer ? nearest : lane;
          nearest = isNearer ? lane : nearest;
          stackNodes[depth] = child + farther;
          stackSquared[depth++] = squared[farther];
        } while (mask != 0);
      }
      node = child + nearest;
    }
    searchLeaf(points, node - tree->innerCount, x, y, z, best);
  next:
    do {
      if (depth == 0) return;
      depth--;
    } while (!(stackSquared[depth] < best->squared));
    node = stackNodes[depth];
  }
}

typedef struct {
  f32 x[GROUP], y[GROUP], z[GROUP];
  f32 squared[GROUP];
  i32 slot[GROUP];
} Group;

INLINE f32 worstOf(const Group *group) {
  v128_t worst = wasm_v128_load(group->squared);
#pragma unroll
  for (u32 i = 4; i < GROUP; i += 4) worst = wasm_f32x4_pmax(worst, wasm_v128_load(group->squared + i));
  return largestLane(worst);
}

typedef struct {
  v128_t lowX, highX, lowY, highY, lowZ, highZ;
} GroupBox;

INLINE v128_t gap(const f32 *low, const f32 *high, v128_t groupLow, v128_t groupHigh) {
  v128_t below = wasm_f32x4_sub(wasm_v128_load(low), groupHigh);
  v128_t above = wasm_f32x4_sub(groupLow, wasm_v128_load(high));
  return wasm_f32x4_pmax(wasm_f32x4_pmax(below, above), wasm_f32x4_splat(0));
}

// Asks one leaf (child `lane` of `node`) for every member it may still help.
INLINE void groupLeaf(const PointTree *points, const BoxNode *node, u32 lane, u32 leaf, Group *group) {
  v128_t lowX = wasm_v128_load32_splat(node->lowX + lane);
  v128_t highX = wasm_v128_load32_splat(node->highX + lane);
  v128_t lowY = wasm_v128_load32_splat(node->lowY + lane);
  v128_t highY = wasm_v128_load32_splat(node->highY + lane);
  v128_t lowZ = wasm_v128_load32_splat(node->lowZ + lane);
  v128_t highZ = wasm_v128_load32_splat(node->highZ + lane);
  u32 members = 0;
#pragma unroll
  for (u32 i = 0; i < GROUP; i += 4) {
    v128_t dx = outside(lowX, highX, wasm_v128_load(group->x + i));
    v128_t dy = outside(lowY, highY, wasm_v128_load(group->y + i));
    v128_t dz = outside(lowZ, highZ, wasm_v128_load(group->z + i));
    v128_t isNear = wasm_f32x4_lt(dot3(dx, dy, dz, dx, dy, dz), wasm_v128_load(group->squared + i));
    members |= (u32)wasm_i32x4_bitmask(isNear) << i;
  }
  while (members != 0) {
    u32 i = __builtin_ctz(members);
    members &= members - 1;
    Best best = {group->squared[i], group->slot[i]};
    searchLeaf(points, leaf, wasm_v128_load32_splat(group->x + i), wasm_v128_load32_splat(group->y + i),
               wasm_v128_load32_splat(group->z + i), &best);
    group->squared[i] = best.squared;
    group->slot[i] = best.slot;
  }
}

static void searchGroup(const PointTree *points, const GroupBox *box, Group *group) {
  const BoxTree *tree = &points->tree;
  u32 stackNodes[STACK_DEPTH];
  f32 stackSquared[STACK_DEPTH];
  f32 squared[4];
  u32 depth = 0;
  u32 node = 0;
  f32 worst = worstOf(group);
  for (;;) {
    const BoxNode *boxes = tree->nodes + node;
    v128_t dx = gap(boxes->lowX, boxes->highX, box->lowX, box->highX);
    v128_t dy = gap(boxes->lowY, boxes->highY, box->lowY, box->highY);
    v128_t dz = gap(boxes->lowZ, boxes->highZ, box->lowZ, box->highZ);
    v128_t distances = dot3(dx, dy, dz, dx, dy, dz);
    u32 mask = wasm_i32x4_bitmask(wasm_f32x4_lt(distances, wasm_f32x4_splat(worst)));
    u32 child = 4 * node + tree->childBase;
    if (child + 3 >= tree->innerCount) {
      for (; mask != 0; mask &= mask - 1) {
        u32 lane = __builtin_ctz(mask);
        groupLeaf(points, boxes, lane, child + lane - tree->innerCount, group);
      }
      worst = worstOf(group);
    } else {
      wasm_v128_store(squared, distances);
      for (; mask != 0; mask &= mask - 1) {
        u32 lane = __builtin_ctz(mask);
        stackNodes[depth] = child + lane;
        stackSquared[depth++] = squared[lane];
      }
    }
    do {
      if (depth == 0) return;
      depth--;
    } while (!(stackSquared[depth] < worst));
    node = stackNodes[depth];
  }
}

INLINE f32 squaredTo(const PointTree *points, i32 slot, f32 x, f32 y, f32 z) {
  const f32 *block = points->blocks + (slot / LEAF_POINTS) * 3 * LEAF_POINTS + slot % LEAF_POINTS;
  f32 dx = block[0] - x;
  f32 dy = block[LEAF_POINTS] - y;
  f32 dz = block[2 * LEAF_POINTS] - z;
  return dx * dx + dy * dy + dz * dz;
}

typedef struct {
  const f32 *queries;  // [count*3], readable 4 bytes past the end
  const i32 *guesses;  // [count] point near each query, -1 for none; or null
  const u64 *places;   // [count] low half: which query is the i-th along the curve; or null
  i32 *indices;        // [count]
  f64 *squared;        // [count]
  u32 count;
  f32 limitSquared;
} NearestBatch;

INLINE u32 queryAt(const NearestBatch *batch, u32 i) { return batch->places ? (u32)batch->places[i] : i; }

static void writeFound(const PointTree *points, const NearestBatch *batch, u32 query, i32 slot) {
  if (slot < 0) {
    batch->indices[query] = -1;
    batch->squared[query] = __builtin_inf();
    return;
  }
  const f32 *block = points->blocks + (slot / LEAF_POINTS) * 3 * LEAF_POINTS + slot % LEAF_POINTS;
  const f32 *row = batch->queries + (u64)query * 3;
  f64 dx = (f64)block[0] - row[0];
  f64 dy = (f64)block[LEAF_POINTS] - row[1];
  f64 dz = (f64)block[2 * LEAF_POINTS] - row[2];
  batch->indices[query] = (i32)points->ids[slot];
  batch->squared[query] = dx * dx + dy * dy + dz * dz;
}

INLINE Best tried(const PointTree *points, Best best, i32 slot, f32 x, f32 y, f32 z) {
  f32 squared = squaredTo(points, slot, x, y, z);
  if (!(squared < best.squared)) return best;
  Best nearer = {squared, slot};
  return nearer;
}

INLINE void searchMember(const PointTree *points, const Group *group, u32 i, Best *best) {
  search(points, wasm_v128_load32_splat(group->x + i), wasm_v128_load32_splat(group->y + i),
         wasm_v128_load32_splat(group->z + i), best);
}

// A good start for each member, so that the group's descent finds little left to do. Its guess where there is one; else
// the best of the leaf its predecessor was found in, and a search of its own once the members have left that leaf behind.
static void startMembers(const PointTree *points, const NearestBatch *batch, u32 first, u32 size, i32 last, Group *group) {
  f32 reach = 0;
  f32 step = __builtin_sqrtf(points->leafArea);
  for (u32 i = 0; i < size; i++) {
    Best best = {batch->limitSquared, -1};
    f32 x = group->x[i], y = group->y[i], z = group->z[i];
    i32 guess = batch->guesses ? batch->guesses[queryAt(batch, first + i)] : -1;
    if (guess >= 0) best = tried(points, best, (i32)points->slots[guess], x, y, z);
    else {
      if (last >= 0) {
        best = tried(points, best, last, x, y, z);
        searchLeaf(points, (u32)last / LEAF_POINTS, wasm_f32x4_splat(x), wasm_f32x4_splat(y), wasm_f32x4_splat(z), &best);
      }
      if (!(best.squared <= reach * reach)) {
        searchMember(points, group, i, &best);
        reach = __builtin_sqrtf(best.squared) + step;
      }
    }
    group->squared[i] = best.squared;
    group->slot[i] = best.slot;
    if (best.slot >= 0) last = best.slot;
  }
}

// Up to GROUP queries from `first`; returns the last answer's slot.
static i32 nearestOfGroup(const PointTree *points, const NearestBatch *batch, u32 first, u32 size, i32 last) {
  Group group;
  v128_t low = wasm_f32x4_splat(INFINITY_F32);
  v128_t high = wasm_f32x4_splat(-INFINITY_F32);
  for (u32 i = 0; i < GROUP; i++) {
    v128_t row = loadRow(batch->queries, queryAt(batch, first + (i < size ? i : 0)));
    low = wasm_f32x4_pmin(low, row);
    high = wasm_f32x4_pmax(high, row);
    group.x[i] = wasm_f32x4_extract_lane(row, 0);
    group.y[i] = wasm_f32x4_extract_lane(row, 1);
    group.z[i] = wasm_f32x4_extract_lane(row, 2);
    group.squared[i] = 0;
  }
  startMembers(points, batch, first, size, last, &group);
  f32 worst = worstOf(&group);
  v128_t extent = wasm_f32x4_sub(high, low);
  extent = wasm_f32x4_mul(extent, extent);
  f32 diagonal = wasm_f32x4_extract_lane(extent, 0) + wasm_f32x4_extract_lane(extent, 1) + wasm_f32x4_extract_lane(extent, 2);
  // Leaves the group would ask grow with the shell between its nearest and farthest reach.
  bool together = diagonal + 2 * __builtin_sqrtf(diagonal * worst) < GROUP_SPREAD * points->leafArea;
  if (together && points->tree.innerCount > 0) {
    GroupBox box = {
        wasm_i32x4_shuffle(low, low, 0, 0, 0, 0),   wasm_i32x4_shuffle(high, high, 0, 0, 0, 0),
        wasm_i32x4_shuffle(low, low, 1, 1, 1, 1),   wasm_i32x4_shuffle(high, high, 1, 1, 1, 1),
        wasm_i32x4_shuffle(low, low, 2, 2, 2, 2),   wasm_i32x4_shuffle(high, high, 2, 2, 2, 2),
    };
    searchGroup(points, &box, &group);
    for (u32 i = 0; i < size; i++) writeFound(points, batch, queryAt(batch, first + i), group.slot[i]);
    return group.slot[size - 1] >= 0 ? group.slot[size - 1] : last;
  }
  for (u32 i = 0; i < size; i++) {
    Best best = {group.squared[i], group.slot[i]};
    if (last >= 0) best = tried(points, best, last, group.x[i], group.y[i], group.z[i]);
    searchMember(points, &group, i, &best);
    writeFound(points, batch, queryAt(batch, first + i), best.slot);
    if (best.slot >= 0) last = best.slot;
  }
  return last;
}

void EXPORT(nearestPoints)(const PointTree *points, const NearestBatch *batch) {
  i32 last = -1;
  for (u32 i = 0; i < batch->count; i += GROUP) {
    u32 left = batch->count - i;
    last = nearestOfGroup(points, batch, i, left < GROUP ? left : GROUP, last);
  }
}

// Puts the queries into the order of a curve around them: the pairs whose low halves are `places` of a batch.
// Rows that are not finite land anywhere.
u64 *EXPORT(orderQueries)(const f32 *rows, u32 count, u64 *pairs, u64 *spare, CurveCounts *counts) {
  CurveGrid grid = curveGridFor(boundsOfRows(rows, count));
  __builtin_memset(counts, 0, sizeof *counts);
  for (u32 i = 0; i < count; i += 4) {
    u32 last = count - 1;
    u32 b = i + 1 < count ? i + 1 : last;
    u32 c = i + 2 < count ? i + 2 : last;
    u32 d = i + 3 < count ? i + 3 : last;
    u32 keys[4];
    Rows4 four = columnsOf(loadRow(rows, i), loadRow(rows, b), loadRow(rows, c), loadRow(rows, d));
    wasm_v128_store(keys, curvePlaces(&grid, four));
    for (u32 k = 0; k < 4 && i + k < count; k++) {
      countDigits(counts, keys[k]);
      pairs[i + k] = (u64)keys[k] << 32 | (i + k);
    }
  }
  return sortByCurve(pairs, spare, count, counts);
}
