// Beside our kd-tree: nanoflann on the same points and queries. Arguments: points.f32 near.f32 scattered.f32 (xyz rows).
#include <nanoflann.hpp>

#include "driver.h"

struct Rows {
  std::vector<float> values;
  size_t kdtree_get_point_count() const { return values.size() / 3; }
  float kdtree_get_pt(size_t row, size_t axis) const { return values[row * 3 + axis]; }
  template <class Box>
  bool kdtree_get_bbox(Box &) const {
    return false;
  }
};

using Tree = nanoflann::KDTreeSingleIndexAdaptor<nanoflann::L2_Simple_Adaptor<float, Rows>, Rows, 3, uint32_t>;

static void search(const Tree &tree, const std::vector<float> &queries, int threads) {
  inParts(queries.size() / 3, threads, [&](size_t from, size_t to) {
    double sum = 0;
    for (size_t i = from; i < to; i++) {
      uint32_t index;
      float squared;
      tree.knnSearch(&queries[i * 3], 1, &index, &squared);
      sum += squared;
    }
    consume(sum);
  });
}

int main(int, char **arguments) {
  Rows points{readFloats(arguments[1])};
  std::vector<float> coherent = readFloats(arguments[2]), scattered = readFloats(arguments[3]);
  Tree tree(3, points, nanoflann::KDTreeSingleIndexAdaptorParams(16));
  Driver driver;
  driver.task("build", [&](int) { Tree(3, points, nanoflann::KDTreeSingleIndexAdaptorParams(16)); });
  driver.task("coherent", [&](int threads) { search(tree, coherent, threads); });
  driver.task("scattered", [&](int threads) { search(tree, scattered, threads); });
  return driver.serve();
}
