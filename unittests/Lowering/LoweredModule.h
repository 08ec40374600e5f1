//===- LoweredModule.h - a module, interpreted and as machine code --------===//
#ifndef TERN_UNITTESTS_LOWERING_LOWEREDMODULE_H
#define TERN_UNITTESTS_LOWERING_LOWEREDMODULE_H

#include "Emulator.h"
#include "GuardedBuffer.h"
#include "MachineCode.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"

namespace tern::lowering {

/// The arguments of a step that are not buffers.
struct Step {
  std::vector<int32_t> ids;
  int64_t position = 0, firstLogit = 0;

  int64_t tokens() const { return static_cast<int64_t>(ids.size()); }
};

/// A step of a token each of several sequences.
struct BatchStep {
  std::vector<int32_t> ids, sequences, positions;
  int64_t capacity; ///< that the module was lowered with

  int64_t tokens() const { return static_cast<int64_t>(ids.size()); }
};

/// What a step leaves.
struct Results {
  interp::Tensor logits;
  std::vector<interp::Tensor> caches;
};

/// A module with the signature of a model
///
///   forward(ids, position, first_logit, caches...) -> (logits, caches...)
///
/// as it was written, for the interpreter, and as a shared library that the
/// stages of a compile made of it.
class LoweredModule {
public:
  /// Runs the stages `pack`, `schedule` and `lower`, with `fuse` before them
  /// if there are `fusions`, and loads the linked code, or starts the
  /// emulator of a processor that is not this one.
  static llvm::Expected<std::unique_ptr<LoweredModule>>
  create(const std::string &text, const TargetDescription &target,
         int64_t prefillTokens, const CompileRequest *fusions,
         const std::string &layout = "");

  mlir::ModuleOp asWritten() { return *written; }
  /// Caches of f32 that hold no numbers yet.
  std::vector<interp::Tensor> emptyCaches();
  /// Fills the weights at the offsets that `schedule` planned.
  llvm::Error setParameters(Parameters values);

  llvm::Expected<Results> interpret(const Step &step,
                                    llvm::ArrayRef<interp::Tensor> caches);
  /// Calls an entry with as many threads as `workers`, on buffers of just the
  /// sizes that the ABI promises.
  Results execute(Entry entry, const Step &step,
                  llvm::ArrayRef<interp::Tensor> caches, int64_t workers);

  /// The same of the entry of a batch, with the caches of `step.capacity`
  /// sequences, which it changes; the logits.
  interp::Tensor
  executeBatch(const BatchStep &step,
               llvm::MutableArrayRef<std::vector<interp::Tensor>> caches,
               int64_t workers);

private:
  LoweredModule(mlir::OwningOpRef<mlir::ModuleOp> written,
                std::unique_ptr<MachineCode> code);

  void emulate(const StepRequest &request, llvm::ArrayRef<int32_t> ids,
               GuardedBuffer &kv, GuardedBuffer &logits);

  mlir::OwningOpRef<mlir::ModuleOp> written;
  mlir::func::FuncOp forward;
  std::unique_ptr<MachineCode> code;
  std::optional<Parameters> parameters;
  std::unique_ptr<GuardedBuffer> weights;
  /// Of a target that this processor does not run, and the weights that its
  /// process has not got yet.
  std::unique_ptr<Emulator> emulator;
  llvm::ArrayRef<uint8_t> unsent;
};

} // namespace tern::lowering

#endif // TERN_UNITTESTS_LOWERING_LOWEREDMODULE_H
