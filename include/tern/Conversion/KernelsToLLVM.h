//===- KernelsToLLVM.h - what kernels have in common in LLVM --------------===//
#ifndef TERN_CONVERSION_KERNELSTOLLVM_H
#define TERN_CONVERSION_KERNELSTOLLVM_H

#include "mlir/Conversion/LLVMCommon/TypeConverter.h"
#include "mlir/Dialect/GPU/IR/GPUDialect.h"

namespace tern {

/// How kernels are called: a buffer is a pointer, an index has 64 bits.
mlir::LowerToLLVMOptions getKernelOptions(mlir::MLIRContext *context);

/// Arithmetic, memory and control flow of flat kernels, to which a target adds
/// patterns for the gpu dialect and `trit.dot_word`, and of a processor's
/// stages. Functions of the math dialect become LLVM's intrinsics, never calls
/// of a library.
void populateKernelsToLLVM(mlir::LLVMTypeConverter &types,
                           mlir::RewritePatternSet &patterns);

/// Exchanges 64 bits by two shuffles of 32, as hardware has them.
void populateNarrowShuffles(mlir::RewritePatternSet &patterns,
                            mlir::PatternBenefit benefit);

/// Removes `trit.pause`: a GPU's threads all run, whoever waits.
void populateErasePauses(mlir::RewritePatternSet &patterns);

/// What a loop says of itself the cf dialect's branches keep under a name of
/// the LLVM dialect's, which the translation to LLVM IR does not know; gives it
/// to branches that have become LLVM's.
void annotateLoops(mlir::gpu::GPUModuleOp module);

/// Says that nothing writes the weights while a kernel runs, and that no other
/// argument leads to them.
void markReadOnly(mlir::gpu::GPUFuncOp kernel);

} // namespace tern

#endif // TERN_CONVERSION_KERNELSTOLLVM_H
