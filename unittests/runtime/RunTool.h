//===- RunTool.h - the tern tool, as it is called -------------------------===//
#ifndef TERN_UNITTESTS_RUNTIME_RUNTOOL_H
#define TERN_UNITTESTS_RUNTIME_RUNTOOL_H

#include "TestPaths.h"
#include "ToyBundle.h"

#include <cstdlib>
#include <sys/wait.h>

namespace tern::test {

struct Result {
  int code;
  std::string out, error;
};

/// Runs the tool on shell-quoted arguments, with `input` to read.
inline Result runTool(const std::string &arguments,
                      const std::string &input = "") {
  TemporaryDirectory directory;
  std::string in = (directory.path / "in").string();
  std::string out = (directory.path / "out").string();
  std::string error = (directory.path / "err").string();
  writeAll(in, input);
  // Arguments may name another input.
  std::string command = std::string(kToolPath) + " <" + in + " " + arguments +
                        " >" + out + " 2>" + error;
  int status = std::system(command.c_str());
  return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, readAll(out),
          readAll(error)};
}

} // namespace tern::test

#endif // TERN_UNITTESTS_RUNTIME_RUNTOOL_H
