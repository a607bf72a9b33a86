// Beside our kd-tree: CGAL's on the same points and queries. Arguments: points.f32 coherent.f32 scattered.f32 (xyz rows).
#include <CGAL/Orthogonal_k_neighbor_search.h>
#include <CGAL/Search_traits_3.h>
#include <CGAL/Simple_cartesian.h>

#include "driver.h"

using Point = CGAL::Simple_cartesian<double>::Point_3;
using Search = CGAL::Orthogonal_k_neighbor_search<CGAL::Search_traits_3<CGAL::Simple_cartesian<double>>>;

static std::vector<Point> pointsOf(const char *path) {
  std::vector<float> rows = readFloats(path);
  std::vector<Point> points;
  for (size_t i = 0; i < rows.size(); i += 3) points.emplace_back(rows[i], rows[i + 1], rows[i + 2]);
  return points;
}

static void search(const Search::Tree &tree, const std::vector<Point> &queries, int threads) {
  inParts(queries.size(), threads, [&](size_t from, size_t to) {
    double sum = 0;
    for (size_t i = from; i < to; i++) sum += Search(tree, queries[i], 1).begin()->second;
    consume(sum);
  });
}

int main(int, char **arguments) {
  std::vector<Point> points = pointsOf(arguments[1]), coherent = pointsOf(arguments[2]), scattered = pointsOf(arguments[3]);
  Search::Tree tree(points.begin(), points.end());
  tree.build();
  Driver driver;
  driver.task("build", [&](int) { Search::Tree(points.begin(), points.end()).build(); });
  driver.task("coherent", [&](int threads) { search(tree, coherent, threads); });
  driver.task("scattered", [&](int threads) { search(tree, scattered, threads); });
  return driver.serve();
}
