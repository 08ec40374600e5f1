//===- SyncMemory.h - what workgroups of a launch share -------------------===//
#ifndef TERN_LIB_CONVERSION_GPU_SYNCMEMORY_H
#define TERN_LIB_CONVERSION_GPU_SYNCMEMORY_H

#include "ThreadBuilder.h"
#include "dialects/Trit/Trit.h"
#include "tern/Conversion/Gpu.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/GPU/IR/GPUDialect.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"

namespace tern {

/// Where its parts are, in bytes: TERN_ABI_SYNC_ID is the id, and from
/// TERN_ABI_SYNC_BYTES on there are keys of a batch's tokens.
enum SyncOffset : int32_t { kSyncCount = 0, kSyncBest = 8 };

/// LLVM's name of the scope of a device's memory; of a processor all of it.
inline llvm::StringRef getDeviceScope(mlir::Operation *op) {
  trit::TargetAttr target = trit::getTarget(op);
  llvm::StringRef gpu = target ? target.getGpu() : "";
  return gpu == "nvidia" ? "device" : gpu == "amd" ? "agent" : "";
}

/// A place in a buffer, a number of bytes or an i64. Atomics of the memref
/// dialect have no scopes.
inline mlir::Value getPointer(mlir::ImplicitLocOpBuilder &b, mlir::Value buffer,
                              mlir::LLVM::GEPArg bytes) {
  using namespace mlir;
  Value address = memref::ExtractAlignedPointerAsIndexOp::create(b, buffer);
  address = arith::IndexCastOp::create(b, b.getI64Type(), address);
  Type type = LLVM::LLVMPointerType::get(b.getContext());
  Value pointer = LLVM::IntToPtrOp::create(b, type, address);
  return LLVM::GEPOp::create(b, type, b.getI8Type(), pointer,
                             ArrayRef<LLVM::GEPArg>(bytes));
}

/// Has all threads of a step's kernel meet.
inline trit::SyncGridOp createMeeting(mlir::ImplicitLocOpBuilder &b,
                                      mlir::gpu::GPUFuncOp kernel,
                                      const ThreadOfLaunch &place) {
  return trit::SyncGridOp::create(b, kernel.getArgument(kSyncBuffer),
                                  place.thread, place.block, place.blocks);
}

/// An `scf.if` of the first thread of a launch.
inline mlir::scf::IfOp createIfFirst(mlir::ImplicitLocOpBuilder &b,
                                     const ThreadOfLaunch &place) {
  using namespace mlir;
  Value numbers = arith::OrIOp::create(b, place.block, place.thread),
        zero = arith::ConstantIndexOp::create(b, 0);
  return scf::IfOp::create(
      b, arith::CmpIOp::create(b, arith::CmpIPredicate::eq, numbers, zero),
      /*withElseRegion=*/false);
}

} // namespace tern

#endif // TERN_LIB_CONVERSION_GPU_SYNCMEMORY_H
