//===- Kernels.h - arithmetic that several operations share ---------------===//
//
// A fused operation is computed by the same functions as its parts, so that it
// is equal to them bit by bit.
//
//===----------------------------------------------------------------------===//
#ifndef TERN_LIB_INTERP_KERNELS_H
#define TERN_LIB_INTERP_KERNELS_H

#include "dialects/Trit/Trit.h"
#include "tern/Interp/Tensor.h"

namespace tern::interp {

/// `lhs + rhs`.
llvm::Expected<Tensor> add(const Tensor &lhs, const Tensor &rhs);
/// `activation(gate) * up`.
llvm::Expected<Tensor> gatedUnit(Activation activation, const Tensor &gate,
                                 const Tensor &up);
/// `tern.rms_norm`.
llvm::Expected<Tensor> rmsNorm(const Tensor &x, const Tensor &weight,
                               double eps);

/// Activations of eight bits with a scale and a sum for each token.
struct Quantized {
  Tensor values, scales, sums;
};
/// `tern.quantize` to `columns` >= K columns.
llvm::Expected<Quantized> quantize(const Tensor &x, int64_t columns);

/// `tern.matmul` with trits `[N, K]`.
llvm::Expected<Tensor> multiply(const Tensor &x, const Tensor &sums,
                                const Tensor &trits);
/// `tern.dequantize`.
llvm::Expected<Tensor> dequantize(const Tensor &accumulators,
                                  const Tensor &scales, const Tensor &scale,
                                  bool divide);

/// `[N, K]` trits in a layout, and back.
llvm::Expected<Tensor> packTrits(const Tensor &trits, trit::LayoutAttr layout);
llvm::Expected<Tensor> unpackTrits(const Tensor &packed,
                                   trit::LayoutAttr layout, int64_t rows,
                                   int64_t columns);

} // namespace tern::interp

#endif // TERN_LIB_INTERP_KERNELS_H
