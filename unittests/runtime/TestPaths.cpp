//===- TestPaths.cpp - where a build has what tests need ------------------===//
//
// The only file that is compiled for one folder: a compiler cache serves the
// others in any.
//
//===----------------------------------------------------------------------===//
#include "TestPaths.h"

namespace tern::test {

std::string inputPath(const std::string &name) {
  return TERN_TEST_INPUTS "/" + name;
}

const char *const kToolPath = TERN_TOOL;
const char *const kToyModulePath = TERN_TOY_MODULE;
const char *const kToyKernelsPath = TERN_TOY_KERNELS;

} // namespace tern::test
