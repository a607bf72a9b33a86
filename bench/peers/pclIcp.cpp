// Beside our ICP: PCL's on the same points. Arguments: target.f32 targetNormals.f32 source.f32 sourceNormals.f32 (xyz
// rows, the source already astray, so that the start is the identity). Answers with targetFromSource, row by row.
#include <pcl/point_types.h>
#include <pcl/registration/icp.h>

#include "driver.h"

using Cloud = pcl::PointCloud<pcl::PointNormal>;

static Cloud::Ptr cloudOf(const char *path, const char *normalPath) {
  std::vector<float> rows = readFloats(path), normals = readFloats(normalPath);
  Cloud::Ptr cloud(new Cloud);
  for (size_t i = 0; i < rows.size(); i += 3)
    cloud->push_back({rows[i], rows[i + 1], rows[i + 2], normals[i], normals[i + 1], normals[i + 2]});
  return cloud;
}

template <class Icp>
static Driver::Answer align(Icp &icp, const Cloud::Ptr &source, const Cloud::Ptr &target, int iterations) {
  icp.setInputSource(source);
  icp.setInputTarget(target);
  icp.setMaxCorrespondenceDistance(50);
  icp.setMaximumIterations(iterations);
  Cloud moved;
  icp.align(moved);
  Driver::Answer answer;
  for (int row = 0; row < 4; row++)
    for (int column = 0; column < 4; column++) answer.push_back(icp.getFinalTransformation()(row, column));
  return answer;
}

int main(int, char **arguments) {
  Cloud::Ptr target = cloudOf(arguments[1], arguments[2]), source = cloudOf(arguments[3], arguments[4]);
  Driver driver;
  driver.answering("point", [&](int) {
    pcl::IterativeClosestPoint<pcl::PointNormal, pcl::PointNormal> icp;
    return align(icp, source, target, 30);
  });
  driver.answering("plane", [&](int) {
    pcl::IterativeClosestPointWithNormals<pcl::PointNormal, pcl::PointNormal> icp;
    icp.setTransformationEpsilon(1e-10);
    icp.setEuclideanFitnessEpsilon(1e-9);
    return align(icp, source, target, 100);
  });
  return driver.serve();
}
