//===- WorkgroupMemory.cpp - how much a workgroup has ---------------------===//
#include "tern/Conversion/Gpu.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;

int64_t tern::countBytes(MemRefType type) {
  Type element = type.getElementType();
  int64_t count = type.getNumElements();
  if (auto vector = dyn_cast<VectorType>(element)) {
    count *= vector.getNumElements();
    element = vector.getElementType();
  }
  return llvm::divideCeilSigned(
      count * static_cast<int64_t>(element.getIntOrFloatBitWidth()), 8);
}

int64_t tern::getMostTileBytes(trit::TargetAttr target) {
  constexpr int64_t exchanged = 2048, mostElsewhere = 30 * 1024;
  if (!target.isGpu())
    return std::numeric_limits<int64_t>::max();
  return target.getGpu() == "vulkan" ? kVulkanWorkgroupBytes - exchanged
                                     : mostElsewhere;
}

int64_t tern::getAlignment(gpu::GPUFuncOp kernel, unsigned array) {
  constexpr int64_t least = 16;
  auto asked = dyn_cast_or_null<IntegerAttr>(kernel.getWorkgroupAttributionAttr(
      array, LLVM::LLVMDialect::getAlignAttrName()));
  return asked ? std::max(asked.getInt(), least) : least;
}

SmallVector<int64_t> tern::placeArrays(gpu::GPUFuncOp kernel) {
  SmallVector<int64_t> places;
  llvm::SmallDenseMap<int64_t, int64_t> bytes; // of each phase
  int64_t most = 0;
  for (auto [i, array] : llvm::enumerate(kernel.getWorkgroupAttributions())) {
    auto number = static_cast<unsigned>(i);
    auto phase = dyn_cast_or_null<IntegerAttr>(
        kernel.getWorkgroupAttributionAttr(number, kPhaseAttrName));
    int64_t &end = bytes[phase ? phase.getInt() : 0];
    places.push_back(
        static_cast<int64_t>(llvm::alignTo(end, getAlignment(kernel, number))));
    end = places.back() + countBytes(cast<MemRefType>(array.getType()));
    most = std::max(most, end);
  }
  places.push_back(most);
  return places;
}

void tern::askForMemory(gpu::GPUFuncOp kernel, int64_t most) {
  SmallVector<int64_t> places = placeArrays(kernel);
  int64_t all = 0;
  for (BlockArgument array : kernel.getWorkgroupAttributions())
    all += countBytes(cast<MemRefType>(array.getType()));
  // By themselves arrays lie apart.
  if (std::max(places.back(), all) <= most)
    return;
  auto b = ImplicitLocOpBuilder::atBlockBegin(kernel.getLoc(),
                                              &kernel.getBody().front());
  auto space = gpu::AddressSpaceAttr::get(kernel.getContext(),
                                          gpu::AddressSpace::Workgroup);
  Value memory = gpu::DynamicSharedMemoryOp::create(
      b, MemRefType::get({ShapedType::kDynamic}, b.getI8Type(),
                         MemRefLayoutAttrInterface(), space));
  unsigned first = kernel.getNumArguments();
  for (auto [i, array] : llvm::enumerate(kernel.getWorkgroupAttributions())) {
    Value whole = array, at = arith::ConstantIndexOp::create(b, places[i]);
    whole.replaceAllUsesWith(memref::ViewOp::create(
        b, cast<MemRefType>(whole.getType()), memory, at, ValueRange()));
  }
  kernel.getBody().front().eraseArguments(first,
                                          kernel.getNumWorkgroupAttributions());
  kernel->setAttr(gpu::GPUFuncOp::getNumWorkgroupAttributionsAttrName(),
                  b.getI64IntegerAttr(0));
  kernel.removeWorkgroupAttribAttrsAttr();
  kernel->setAttr(kAskedBytesAttrName, b.getI64IntegerAttr(places.back()));
}

LogicalResult tern::checkWorkgroupMemory(gpu::GPUFuncOp kernel, int64_t most) {
  int64_t bytes = placeArrays(kernel).back();
  if (bytes <= most)
    return success();
  return kernel.emitError("'")
         << kernel.getName() << "' needs " << bytes
         << " bytes of a workgroup's memory, expected at most " << most;
}
