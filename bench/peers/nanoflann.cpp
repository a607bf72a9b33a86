// Beside our kd-tree: nanoflann on the same points and queries. Arguments: points.f32 near.f32 scattered.f32 (xyz rows).
// Prints one line per task: name, median milliseconds of five runs.
#include <nanoflann.hpp>

#include "timing.h"

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

static double search(const Tree &tree, const std::vector<float> &queries) {
  double sum = 0;
  for (size_t i = 0; i < queries.size(); i += 3) {
    uint32_t index;
    float squared;
    tree.knnSearch(&queries[i], 1, &index, &squared);
    sum += squared;
  }
  return sum;
}

int main(int, char **arguments) {
  Rows points{readFloats(arguments[1])};
  report("build", [&] { Tree(3, points, nanoflann::KDTreeSingleIndexAdaptorParams(16)); });
  Tree tree(3, points, nanoflann::KDTreeSingleIndexAdaptorParams(16));
  for (int task = 2; task < 4; task++) {
    std::vector<float> queries = readFloats(arguments[task]);
    report(task == 2 ? "coherent" : "scattered", [&] { consume(search(tree, queries)); });
  }
}
