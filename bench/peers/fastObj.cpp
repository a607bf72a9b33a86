// Beside our readers: fast_obj on the same files. Arguments: plain.obj full.obj. Its header is looked for in the folders
// of CAMEO_BENCH_INCLUDE.
#define FAST_OBJ_IMPLEMENTATION
#include <fast_obj.h>

#include "driver.h"

static void read(const std::string &path) {
  fastObjMesh *mesh = fast_obj_read(path.c_str());
  if (!mesh) std::exit(2);
  consume(mesh->positions[3]);
  fast_obj_destroy(mesh);
}

int main(int, char **arguments) {
  std::string plain = arguments[1], full = arguments[2];
  Driver driver;
  driver.task("objPlain", [&](int) { read(plain); });
  driver.task("objFull", [&](int) { read(full); });
  return driver.serve();
}
