// Beside our kd-tree: PCL's, which is FLANN's, on the same points and queries. Arguments: points.f32 coherent.f32
// scattered.f32 (xyz rows). Building starts from PCL's own cloud, so that nothing but the tree is measured.
#include <pcl/kdtree/kdtree_flann.h>
#include <pcl/point_types.h>

#include "driver.h"

using Cloud = pcl::PointCloud<pcl::PointXYZ>;
using Tree = pcl::KdTreeFLANN<pcl::PointXYZ>;

static Cloud::Ptr cloudOf(const char *path) {
  std::vector<float> rows = readFloats(path);
  Cloud::Ptr cloud(new Cloud);
  for (size_t i = 0; i < rows.size(); i += 3) cloud->push_back(pcl::PointXYZ(rows[i], rows[i + 1], rows[i + 2]));
  return cloud;
}

static void search(const Tree &tree, const Cloud &queries, int threads) {
  inParts(queries.size(), threads, [&](size_t from, size_t to) {
    pcl::Indices indices(1);
    std::vector<float> squared(1);
    double sum = 0;
    for (size_t i = from; i < to; i++) {
      tree.nearestKSearch(queries[i], 1, indices, squared);
      sum += squared[0];
    }
    consume(sum);
  });
}

int main(int, char **arguments) {
  Cloud::Ptr points = cloudOf(arguments[1]), coherent = cloudOf(arguments[2]), scattered = cloudOf(arguments[3]);
  Tree tree;
  tree.setInputCloud(points);
  Driver driver;
  driver.task("build", [&](int) { Tree().setInputCloud(points); });
  driver.task("coherent", [&](int threads) { search(tree, *coherent, threads); });
  driver.task("scattered", [&](int threads) { search(tree, *scattered, threads); });
  return driver.serve();
}
