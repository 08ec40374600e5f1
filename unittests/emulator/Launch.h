//===- Launch.h - the threads of a launch ---------------------------------===//
#ifndef TERN_UNITTESTS_EMULATOR_LAUNCH_H
#define TERN_UNITTESTS_EMULATOR_LAUNCH_H

#include "tern/Target/EmulatedThread.h"

#include <string>

namespace tern::test {

struct LaunchedKernel {
  std::string name;
  TernEmulatedKernel function;
  uint64_t memory; ///< bytes of a workgroup's
};

/// Runs a kernel's workgroups to their ends. A workgroup's memory begins with
/// what is no number. Ends the process, with a line that names the kernel, if
/// threads wait for others that will not come.
void launch(const LaunchedKernel &kernel, unsigned workgroups, unsigned threads,
            const uint64_t *arguments);

} // namespace tern::test

#endif // TERN_UNITTESTS_EMULATOR_LAUNCH_H
