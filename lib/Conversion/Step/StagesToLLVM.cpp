//===- StagesToLLVM.cpp - a processor's code in the llvm dialect ----------===//
#include "tern/Conversion/KernelsToLLVM.h"
#include "tern/Conversion/Passes.h"

#include "mlir/Analysis/DataLayoutAnalysis.h"
#include "mlir/Conversion/FuncToLLVM/ConvertFuncToLLVM.h"
#include "mlir/Conversion/IndexToLLVM/IndexToLLVM.h"
#include "mlir/Conversion/LLVMCommon/ConversionTarget.h"
#include "mlir/Conversion/UBToLLVM/UBToLLVM.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/IR/SymbolTable.h"
#include "mlir/Transforms/DialectConversion.h"

using namespace mlir;

namespace tern {
#define GEN_PASS_DEF_STAGESTOLLVM
#include "tern/Conversion/Passes.h.inc"

namespace {
struct StagesToLLVM : impl::StagesToLLVMBase<StagesToLLVM> {
  void runOnOperation() override {
    MLIRContext *context = &getContext();
    const auto &layouts = getAnalysis<DataLayoutAnalysis>();
    LowerToLLVMOptions options(context, layouts.getAtOrAbove(getOperation()));
    options.useBarePtrCallConv = true;
    LLVMTypeConverter types(context, options, &layouts);
    SymbolTableCollection symbols;
    RewritePatternSet patterns(context);
    populateKernelsToLLVM(types, patterns);
    populateFuncToLLVMConversionPatterns(types, patterns, &symbols);
    index::populateIndexToLLVMConversionPatterns(types, patterns);
    ub::populateUBToLLVMConversionPatterns(types, patterns);
    LLVMConversionTarget target(*context);
    if (failed(applyPartialConversion(getOperation(), target,
                                      std::move(patterns))))
      signalPassFailure();
  }
};
} // namespace
} // namespace tern
