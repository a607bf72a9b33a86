// Beside our ICP: Open3D's on the same points. Arguments: target.f32 targetNormals.f32 source.f32 (xyz rows, the source
// already astray, so that the start is the identity). Answers with targetFromSource, row by row. Open3D builds its tree
// of the target at every call, so building is in the time.
#include <omp.h>
#include <open3d/geometry/PointCloud.h>
#include <open3d/pipelines/registration/Registration.h>
#include <open3d/pipelines/registration/RobustKernel.h>
#include <open3d/utility/Logging.h>

#include "driver.h"

namespace registration = open3d::pipelines::registration;

static std::vector<Eigen::Vector3d> vectorsOf(const char *path) {
  std::vector<float> rows = readFloats(path);
  std::vector<Eigen::Vector3d> vectors;
  for (size_t i = 0; i < rows.size(); i += 3) vectors.emplace_back(rows[i], rows[i + 1], rows[i + 2]);
  return vectors;
}

int main(int, char **arguments) {
  open3d::utility::SetVerbosityLevel(open3d::utility::VerbosityLevel::Error);
  open3d::geometry::PointCloud target(vectorsOf(arguments[1])), source(vectorsOf(arguments[3]));
  target.normals_ = vectorsOf(arguments[2]);
  auto align = [&](int threads, const registration::TransformationEstimation &estimation,
                   registration::ICPConvergenceCriteria criteria) {
    omp_set_num_threads(threads);
    Eigen::Matrix4d found = registration::RegistrationICP(source, target, 50, Eigen::Matrix4d::Identity(), estimation,
                                                          criteria).transformation_;
    Driver::Answer answer;
    for (int row = 0; row < 4; row++)
      for (int column = 0; column < 4; column++) answer.push_back(found(row, column));
    return answer;
  };
  registration::ICPConvergenceCriteria thirty(0, 0, 30), converged(1e-6, 1e-6, 100);
  auto tukey = std::make_shared<registration::TukeyLoss>(5.0);
  Driver driver;
  driver.answering("point", [&](int threads) {
    return align(threads, registration::TransformationEstimationPointToPoint(), thirty);
  });
  driver.answering("plane", [&](int threads) {
    return align(threads, registration::TransformationEstimationPointToPlane(), converged);
  });
  driver.answering("robust", [&](int threads) {
    return align(threads, registration::TransformationEstimationPointToPlane(tukey), converged);
  });
  return driver.serve();
}
