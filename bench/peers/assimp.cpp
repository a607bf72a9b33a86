// Beside our readers: assimp on the same files, without steps behind the reading. Arguments: plain.obj full.obj head.ply.
#include <assimp/scene.h>

#include <assimp/Importer.hpp>

#include "driver.h"

static void read(const std::string &path) {
  Assimp::Importer importer;
  const aiScene *scene = importer.ReadFile(path, 0);
  if (!scene) std::exit(2);
  consume(scene->mMeshes[0]->mNumVertices);
}

int main(int, char **arguments) {
  std::string plain = arguments[1], full = arguments[2], ply = arguments[3];
  Driver driver;
  driver.task("objPlain", [&](int) { read(plain); });
  driver.task("objFull", [&](int) { read(full); });
  driver.task("ply", [&](int) { read(ply); });
  return driver.serve();
}
