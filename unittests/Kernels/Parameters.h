//===- Parameters.h - the same values for interpreter and code ------------===//
#ifndef TERN_UNITTESTS_KERNELS_PARAMETERS_H
#define TERN_UNITTESTS_KERNELS_PARAMETERS_H

#include "tern/Interp/ParamProvider.h"

#include "mlir/IR/BuiltinOps.h"
#include "llvm/ADT/StringMap.h"

namespace tern::lowering {

/// The values of the parameters that a module declares as it was written.
/// Parameters that a fusion concatenates are made of them.
class Parameters final : public interp::ParamProvider {
public:
  /// Every parameter is synthetic, by its name.
  explicit Parameters(mlir::ModuleOp asWritten);

  /// Gives a declared parameter a value of its type.
  void set(llvm::StringRef name, interp::Tensor value);
  /// Fills every ternary parameter.
  void setTrits(interp::SyntheticPattern pattern);

  /// The value: sources one after the other, a scale repeated for its rows.
  llvm::Expected<interp::Tensor> get(ParamOp param) override;

private:
  llvm::StringMap<interp::Tensor> values;
};

/// The bytes that `param` is stored as in a bundle: trits in the parameter's
/// layout, tables that the compiler computes.
llvm::Expected<std::vector<uint8_t>> storedBytes(ParamOp param,
                                                 Parameters &parameters);

} // namespace tern::lowering

#endif // TERN_UNITTESTS_KERNELS_PARAMETERS_H
