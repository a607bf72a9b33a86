// Beside our triangle tree: Embree 3 on the same surface, queries and rays. Arguments: positions.f32 triangles.u32
// coherent.f32 scattered.f32, then origins.f32 directions.f32 of the camera's rays and of those inward.
#include <embree3/rtcore.h>

#include <cmath>
#include <cstring>

#include "driver.h"

struct Surface {
  std::vector<float> positions;
  std::vector<uint32_t> triangles;
};

static RTCScene build(RTCDevice device, const Surface &surface) {
  RTCGeometry geometry = rtcNewGeometry(device, RTC_GEOMETRY_TYPE_TRIANGLE);
  rtcSetSharedGeometryBuffer(geometry, RTC_BUFFER_TYPE_VERTEX, 0, RTC_FORMAT_FLOAT3, surface.positions.data(), 0, 12,
                             surface.positions.size() / 3);
  rtcSetSharedGeometryBuffer(geometry, RTC_BUFFER_TYPE_INDEX, 0, RTC_FORMAT_UINT3, surface.triangles.data(), 0, 12,
                             surface.triangles.size() / 3);
  rtcCommitGeometry(geometry);
  RTCScene scene = rtcNewScene(device);
  rtcAttachGeometry(scene, geometry);
  rtcReleaseGeometry(geometry);
  rtcCommitScene(scene);
  return scene;
}

struct Closest {
  const Surface *surface;
  float squared;
  uint32_t triangle;
};

static float dot(const float *a, const float *b) { return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]; }

// Squared distance to a triangle by Voronoi regions (Ericson 2005).
static float squaredDistance(const Surface &surface, uint32_t triangle, const float *point) {
  const float *corner[3];
  for (int k = 0; k < 3; k++) corner[k] = &surface.positions[surface.triangles[triangle * 3 + k] * 3];
  float e[3], f[3], p[3];
  for (int axis = 0; axis < 3; axis++) {
    e[axis] = corner[1][axis] - corner[0][axis];
    f[axis] = corner[2][axis] - corner[0][axis];
    p[axis] = point[axis] - corner[0][axis];
  }
  float ee = dot(e, e), ef = dot(e, f), ff = dot(f, f), d1 = dot(e, p), d2 = dot(f, p);
  float d3 = d1 - ee, d4 = d2 - ef, d5 = d1 - ef, d6 = d2 - ff;
  float vc = d1 * d4 - d3 * d2, vb = d5 * d2 - d1 * d6, va = d3 * d6 - d5 * d4;
  float v = 0, w = 0;
  if (d1 <= 0 && d2 <= 0) {
  } else if (d3 >= 0 && d4 <= d3) v = 1;
  else if (vc <= 0 && d1 >= 0 && d3 <= 0) v = d1 / ee;
  else if (d6 >= 0 && d5 <= d6) w = 1;
  else if (vb <= 0 && d2 >= 0 && d6 <= 0) w = d2 / ff;
  else if (va <= 0 && d4 >= d3 && d5 >= d6) {
    w = (d4 - d3) / (d4 - d3 + (d5 - d6));
    v = 1 - w;
  } else {
    v = vb / (va + vb + vc);
    w = vc / (va + vb + vc);
  }
  float squared = 0;
  for (int axis = 0; axis < 3; axis++) squared += std::pow(p[axis] - v * e[axis] - w * f[axis], 2.0f);
  return squared;
}

static bool visit(RTCPointQueryFunctionArguments *arguments) {
  Closest &closest = *static_cast<Closest *>(arguments->userPtr);
  float squared = squaredDistance(*closest.surface, arguments->primID, &arguments->query->x);
  if (squared >= closest.squared) return false;
  closest.squared = squared;
  closest.triangle = arguments->primID;
  arguments->query->radius = std::sqrt(squared);
  return true;
}

static void closestPoints(RTCScene scene, const Surface &surface, const std::vector<float> &queries, int threads) {
  inParts(queries.size() / 3, threads, [&](size_t from, size_t to) {
    double sum = 0;
    for (size_t i = from * 3; i < to * 3; i += 3) {
      RTCPointQueryContext context;
      rtcInitPointQueryContext(&context);
      RTCPointQuery query{queries[i], queries[i + 1], queries[i + 2], 0, INFINITY};
      Closest closest{&surface, INFINITY, 0};
      rtcPointQuery(scene, &query, &context, visit, &closest);
      sum += closest.squared;
    }
    consume(sum);
  });
}

// One ray at a time, as the batches of ours do; packets of four or eight are another interface.
static void firstHits(RTCScene scene, const std::vector<float> &origins, const std::vector<float> &directions,
                      int threads) {
  inParts(origins.size() / 3, threads, [&](size_t from, size_t to) {
    double sum = 0;
    for (size_t i = from * 3; i < to * 3; i += 3) {
      RTCIntersectContext context;
      rtcInitIntersectContext(&context);
      RTCRayHit hit;
      std::memset(&hit, 0, sizeof hit);
      hit.ray.org_x = origins[i], hit.ray.org_y = origins[i + 1], hit.ray.org_z = origins[i + 2];
      hit.ray.dir_x = directions[i], hit.ray.dir_y = directions[i + 1], hit.ray.dir_z = directions[i + 2];
      hit.ray.tfar = INFINITY;
      hit.ray.mask = -1;
      hit.hit.geomID = RTC_INVALID_GEOMETRY_ID;
      rtcIntersect1(scene, &context, &hit);
      if (hit.hit.geomID != RTC_INVALID_GEOMETRY_ID) sum += hit.ray.tfar;
    }
    consume(sum);
  });
}

int main(int, char **arguments) {
  RTCDevice alone = rtcNewDevice("threads=1");
  RTCDevice together = rtcNewDevice(nullptr);
  Surface surface{readFloats(arguments[1]), readRows<uint32_t>(arguments[2])};
  std::vector<float> coherent = readFloats(arguments[3]), scattered = readFloats(arguments[4]);
  std::vector<float> cameraOrigins = readFloats(arguments[5]), cameraDirections = readFloats(arguments[6]);
  std::vector<float> inwardOrigins = readFloats(arguments[7]), inwardDirections = readFloats(arguments[8]);
  // Embree reads sixteen bytes at the last vertex.
  surface.positions.reserve(surface.positions.size() + 1);
  RTCScene scene = build(alone, surface);
  Driver driver;
  driver.task("build", [&](int threads) { rtcReleaseScene(build(threads > 1 ? together : alone, surface)); });
  driver.task("coherent", [&](int threads) { closestPoints(scene, surface, coherent, threads); });
  driver.task("scattered", [&](int threads) { closestPoints(scene, surface, scattered, threads); });
  driver.task("cameraRays", [&](int threads) { firstHits(scene, cameraOrigins, cameraDirections, threads); });
  driver.task("inwardRays", [&](int threads) { firstHits(scene, inwardOrigins, inwardDirections, threads); });
  return driver.serve();
}
