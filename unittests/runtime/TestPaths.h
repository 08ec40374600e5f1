//===- TestPaths.h - where a build has what tests need --------------------===//
#ifndef TERN_UNITTESTS_RUNTIME_TESTPATHS_H
#define TERN_UNITTESTS_RUNTIME_TESTPATHS_H

#include <string>

namespace tern::test {

/// `name` in test/Inputs.
std::string inputPath(const std::string &name);

/// The tern tool, and what bundles of tests have for code.
extern const char *const kToolPath, *const kToyModulePath,
                                        *const kToyKernelsPath;

} // namespace tern::test

#endif // TERN_UNITTESTS_RUNTIME_TESTPATHS_H
