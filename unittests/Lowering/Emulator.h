//===- Emulator.h - code of another processor, executed -------------------===//
#ifndef TERN_UNITTESTS_LOWERING_EMULATOR_H
#define TERN_UNITTESTS_LOWERING_EMULATOR_H

#include "StepRequest.h"

#include "tern/Target/Target.h"

#include <cstdio>
#include <sys/types.h>

namespace tern::lowering {

/// The command that runs a module of a target that this processor does not
/// run, without the module's path; empty if there is none.
std::vector<std::string> emulatorOf(const TargetDescription &target);

/// A process that executes the steps of a module: see StepRequest.h.
class Emulator {
public:
  Emulator(std::vector<std::string> command, const std::string &module);
  Emulator(const Emulator &) = delete;
  Emulator &operator=(const Emulator &) = delete;
  ~Emulator();

  /// Sends a request and reads the answer into `kv` and `logits`; returns its
  /// first word. The process ends with the test if it fails.
  uint64_t step(const StepRequest &request, llvm::ArrayRef<uint8_t> weights,
                llvm::ArrayRef<int32_t> ids, llvm::MutableArrayRef<uint8_t> kv,
                llvm::MutableArrayRef<uint8_t> logits);

private:
  pid_t process = 0;
  FILE *requests = nullptr, *answers = nullptr;
};

} // namespace tern::lowering

#endif // TERN_UNITTESTS_LOWERING_EMULATOR_H
