//===- MachineCode.h - a module as code of this process -------------------===//
#ifndef TERN_UNITTESTS_KERNELS_MACHINECODE_H
#define TERN_UNITTESTS_KERNELS_MACHINECODE_H

#include "Parameters.h"

#include "tern/ABI.h"
#include "tern/Driver/Request.h"
#include "tern/Target/Target.h"

#include "mlir/IR/OwningOpRef.h"

namespace tern::lowering {

enum class Entry : uint8_t { Decode, Prefill, Batch };

/// Parses the text of a module with a model's signature.
llvm::Expected<mlir::OwningOpRef<mlir::ModuleOp>>
parseModel(const std::string &text);

/// A shared library that the stages of a compile made of a module, loaded.
class MachineCode {
public:
  /// Runs the stages `pack`, `schedule` and `lower` on a copy of `written`,
  /// with `fuse` before them if there are `fusions`. `layout` is that of
  /// `pack`, empty for the target's. Code that this processor does not run is
  /// linked and not loaded.
  static llvm::Expected<std::unique_ptr<MachineCode>>
  create(mlir::ModuleOp written, const TargetDescription &target,
         int64_t prefillTokens, const CompileRequest *fusions,
         const std::string &layout = "");
  ~MachineCode();
  MachineCode(const MachineCode &) = delete;
  MachineCode &operator=(const MachineCode &) = delete;

  /// Null if it is that of a batch, and `fusions` had no sequences.
  TernStepFn entry(Entry entry) const {
    return entries[static_cast<size_t>(entry)];
  }
  /// Where the linked code lies, as long as this does.
  const std::string &file() const { return path; }
  int64_t arenaBytes() const { return arena; }
  int64_t kvBytes() const { return kv; }
  /// The operations that an entry's stages compute, in order.
  std::vector<std::string> stages(Entry entry);

  /// The weights, at the offsets that `schedule` planned.
  llvm::Expected<std::vector<uint8_t>> weights(Parameters &parameters);

private:
  explicit MachineCode(mlir::OwningOpRef<mlir::ModuleOp> module)
      : lowered(std::move(module)) {}
  llvm::Error link(const CompileRequest &request, bool fuse);
  llvm::Error load();

  mlir::OwningOpRef<mlir::ModuleOp> lowered;
  std::string path;
  void *library = nullptr;
  TernStepFn entries[3] = {};
  int64_t arena = 0, kv = 0;
};

} // namespace tern::lowering

#endif // TERN_UNITTESTS_KERNELS_MACHINECODE_H
