// Beside our readers: tinyobjloader on the same files, faces as they are. Arguments: plain.obj full.obj.
#include <tiny_obj_loader.h>

#include "driver.h"

static void read(const std::string &path) {
  tinyobj::ObjReaderConfig config;
  config.triangulate = config.vertex_color = false;
  tinyobj::ObjReader reader;
  if (!reader.ParseFromFile(path, config)) std::exit(2);
  consume(reader.GetAttrib().vertices[3]);
}

int main(int, char **arguments) {
  std::string plain = arguments[1], full = arguments[2];
  Driver driver;
  driver.task("objPlain", [&](int) { read(plain); });
  driver.task("objFull", [&](int) { read(full); });
  return driver.serve();
}
