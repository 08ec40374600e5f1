//===- BarrierToLLVM.cpp - the barrier is the runtime's -------------------===//
#include "tern/Conversion/Passes.h"

#include "mlir/Dialect/LLVMIR/LLVMDialect.h"

using namespace mlir;

namespace tern {
#define GEN_PASS_DEF_BARRIERTOLLVM
#include "tern/Conversion/Passes.h.inc"

namespace {
struct BarrierToLLVM : impl::BarrierToLLVMBase<BarrierToLLVM> {
  void runOnOperation() override {
    getOperation()->walk([](BarrierOp op) {
      OpBuilder b(op);
      auto type =
          LLVM::LLVMFunctionType::get(LLVM::LLVMVoidType::get(b.getContext()),
                                      {op.getArgument().getType()});
      LLVM::CallOp::create(b, op.getLoc(), type,
                           ValueRange{op.getFunction(), op.getArgument()});
      op.erase();
    });
  }
};
} // namespace
} // namespace tern
