//===- KernelsToThreads.cpp - kernels as functions of one thread ----------===//
//
// MLIR lowers kernels to CPUs in no conversion of its own: the nearest,
// convert-gpu-to-llvm-spv, calls OpenCL's builtins and its buffers lie in
// address spaces that a processor has not.
//
//===----------------------------------------------------------------------===//
#include "dialects/Trit/Trit.h"
#include "tern/Conversion/Gpu.h"
#include "tern/Conversion/KernelsToLLVM.h"
#include "tern/Target/EmulatedThread.h"
#include "tern/Target/Passes.h"

#include "mlir/Conversion/LLVMCommon/ConversionTarget.h"
#include "mlir/Conversion/LLVMCommon/MemRefBuilder.h"
#include "mlir/Conversion/LLVMCommon/TypeConverter.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/GPU/IR/GPUDialect.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Transforms/DialectConversion.h"

#include <cstddef>

using namespace mlir;

namespace tern {
#define GEN_PASS_DEF_KERNELSTOTHREADS
#include "tern/Target/Passes.h.inc"

namespace {
constexpr int64_t kWarp = 32, kAlignment = 64, kWord = 4;

/// Builds what a thread reads of its TernEmulatedThread.
class ThreadBuilder : public ImplicitLocOpBuilder {
public:
  ThreadBuilder(Location loc, OpBuilder &builder, Value self)
      : ImplicitLocOpBuilder(loc, builder), self(self) {}

  Value constant(int64_t value) {
    return create<LLVM::ConstantOp>(getI64Type(), getI64IntegerAttr(value));
  }
  Value at(Value base, int64_t bytes) {
    return create<LLVM::GEPOp>(pointer(), getI8Type(), base,
                               ArrayRef<LLVM::GEPArg>(bytes));
  }
  Value member(Type type, size_t offset) {
    return create<LLVM::LoadOp>(type, at(self, static_cast<int64_t>(offset)));
  }
  /// One of the numbers of threads and workgroups, as an index.
  Value number(size_t offset) {
    return create<arith::IndexCastUIOp>(getIndexType(),
                                        member(getI32Type(), offset));
  }
  Value call(Type result, size_t offset, ArrayRef<Value> arguments) {
    SmallVector<Type> types{pointer()};
    llvm::append_range(types, ValueRange(arguments).getTypes());
    SmallVector<Value> operands{member(pointer(), offset), self};
    llvm::append_range(operands, arguments);
    auto op = create<LLVM::CallOp>(
        LLVM::LLVMFunctionType::get(
            result ? result : LLVM::LLVMVoidType::get(getContext()), types),
        operands);
    return result ? op.getResult() : Value();
  }
  Type pointer() { return LLVM::LLVMPointerType::get(getContext()); }

private:
  Value self;
};

/// A place of the thread, or null where it has one dimension only.
Value getPlace(ThreadBuilder &b, Operation *op) {
  auto inX = [&](auto place, size_t offset) {
    return place.getDimension() == gpu::Dimension::x ? b.number(offset)
                                                     : Value();
  };
  if (auto place = dyn_cast<gpu::ThreadIdOp>(op))
    return inX(place, offsetof(TernEmulatedThread, thread));
  if (auto place = dyn_cast<gpu::BlockDimOp>(op))
    return inX(place, offsetof(TernEmulatedThread, threads));
  if (auto place = dyn_cast<gpu::BlockIdOp>(op))
    return inX(place, offsetof(TernEmulatedThread, workgroup));
  if (auto place = dyn_cast<gpu::GridDimOp>(op))
    return inX(place, offsetof(TernEmulatedThread, workgroups));
  Value warp = arith::ConstantIndexOp::create(b, b.getLoc(), kWarp);
  if (isa<gpu::LaneIdOp>(op))
    return b.create<arith::RemUIOp>(
        b.number(offsetof(TernEmulatedThread, thread)), warp);
  if (isa<gpu::SubgroupIdOp>(op))
    return b.create<arith::DivUIOp>(
        b.number(offsetof(TernEmulatedThread, thread)), warp);
  return {};
}

/// The lane that a shuffle reads.
Value getSource(ThreadBuilder &b, gpu::ShuffleOp op) {
  Value offset = op.getOffset();
  if (op.getMode() == gpu::ShuffleMode::IDX)
    return offset;
  Value thread = b.member(b.getI32Type(), offsetof(TernEmulatedThread, thread));
  switch (op.getMode()) {
  case gpu::ShuffleMode::XOR:
    return b.create<arith::XOrIOp>(thread, offset);
  case gpu::ShuffleMode::UP:
    return b.create<arith::SubIOp>(thread, offset);
  default:
    return b.create<arith::AddIOp>(thread, offset);
  }
}

LogicalResult lowerShuffle(ThreadBuilder &b, gpu::ShuffleOp op) {
  Type type = op.getValue().getType(), word = b.getI64Type();
  if (!type.isIntOrFloat() || type.getIntOrFloatBitWidth() > 64 ||
      !op.getValid().use_empty() || getConstantIntValue(op.getWidth()) != kWarp)
    return op.emitOpError("must be of at most 64 bits and width ")
           << kWarp << ", and its validity unused";
  Type integer = b.getIntegerType(type.getIntOrFloatBitWidth());
  Value value = b.createOrFold<arith::BitcastOp>(integer, op.getValue());
  if (integer != word)
    value = b.create<arith::ExtUIOp>(word, value);
  value = b.call(word, offsetof(TernEmulatedThread, shuffle),
                 {value, getSource(b, op)});
  if (integer != word)
    value = b.create<arith::TruncIOp>(integer, value);
  op.getShuffleResult().replaceAllUsesWith(
      b.createOrFold<arith::BitcastOp>(type, value));
  op.erase();
  return success();
}

/// The words lie one after the other in memory of the thread.
void lowerProduct(ThreadBuilder &b, trit::MmaWordsOp op, Value memory) {
  static_assert(uint32_t(trit::Fragment::mma_16x8x32) == TernEmulatedMma &&
                uint32_t(trit::Fragment::mfma_16x16x32) == TernEmulatedMfma &&
                uint32_t(trit::Fragment::wmma_16x16x16) == TernEmulatedWmma);
  int64_t at = 0;
  for (Value word : op.getOperands())
    b.create<LLVM::StoreOp>(word, b.at(memory, kWord * at++));
  auto fragment = b.getI32IntegerAttr(static_cast<int32_t>(op.getFragment()));
  b.call(Type(), offsetof(TernEmulatedThread, multiply),
         {b.create<LLVM::ConstantOp>(b.getI32Type(), fragment), memory});
  at = 0;
  for (OpResult result : op.getResults())
    result.replaceAllUsesWith(
        b.create<LLVM::LoadOp>(b.getI32Type(), b.at(memory, kWord * at++)));
}

/// Room for the largest product's words.
Value allocateWords(LLVM::LLVMFuncOp function) {
  int64_t words = 0;
  function.walk([&](trit::MmaWordsOp op) {
    words = std::max<int64_t>(words, op->getNumOperands());
  });
  if (words == 0)
    return {};
  OpBuilder at = OpBuilder::atBlockBegin(&function.getBody().front());
  ThreadBuilder b(function.getLoc(), at, function.getArgument(0));
  return b.create<LLVM::AllocaOp>(b.pointer(), b.getI32Type(),
                                  b.constant(words));
}

LogicalResult lowerOperations(LLVM::LLVMFuncOp function) {
  Value words = allocateWords(function);
  SmallVector<Operation *> operations;
  function.walk([&](Operation *op) {
    if (isa<gpu::GPUDialect, trit::TritDialect>(op->getDialect()))
      operations.push_back(op);
  });
  for (Operation *op : operations) {
    OpBuilder at(op);
    ThreadBuilder b(op->getLoc(), at, function.getArgument(0));
    if (auto shuffle = dyn_cast<gpu::ShuffleOp>(op)) {
      if (failed(lowerShuffle(b, shuffle)))
        return failure();
      continue;
    }
    if (isa<gpu::BarrierOp>(op)) {
      b.call(Type(), offsetof(TernEmulatedThread, barrier), {});
    } else if (auto sync = dyn_cast<trit::SyncLanesOp>(op)) {
      b.call(Type(), offsetof(TernEmulatedThread, syncLanes),
             {b.create<LLVM::ConstantOp>(b.getI32Type(), sync.getLanesAttr())});
    } else if (auto product = dyn_cast<trit::MmaWordsOp>(op)) {
      lowerProduct(b, product, words);
    } else if (isa<trit::PauseOp>(op)) {
      b.call(Type(), offsetof(TernEmulatedThread, pause), {});
    } else if (isa<gpu::ReturnOp>(op)) {
      b.create<LLVM::ReturnOp>(ValueRange());
    } else if (Value place = getPlace(b, op)) {
      op->getResult(0).replaceAllUsesWith(place);
    } else {
      return op->emitOpError("cannot be emulated");
    }
    op->erase();
  }
  return success();
}

struct KernelsToThreads : impl::KernelsToThreadsBase<KernelsToThreads> {
  void runOnOperation() override {
    LLVMTypeConverter types(&getContext(), getKernelOptions(&getContext()));
    removeAddressSpaces(getOperation());
    for (auto kernel :
         llvm::make_early_inc_range(getOperation().getOps<gpu::GPUFuncOp>()))
      if (failed(lowerOperations(formFunction(kernel, types))))
        return signalPassFailure();
    if (failed(convert(types)))
      signalPassFailure();
  }

private:
  /// A function whose arguments are read from memory, and which tells how much
  /// memory its workgroup needs.
  static LLVM::LLVMFuncOp formFunction(gpu::GPUFuncOp kernel,
                                       const LLVMTypeConverter &types) {
    OpBuilder at(kernel);
    ThreadBuilder b(kernel.getLoc(), at, Value());
    auto function = b.create<LLVM::LLVMFuncOp>(
        kernel.getName(),
        LLVM::LLVMFunctionType::get(LLVM::LLVMVoidType::get(b.getContext()),
                                    {b.pointer(), b.pointer()}));
    function->setAttr(gpu::GPUDialect::getKernelFuncAttrName(),
                      b.getUnitAttr());
    Region &region = function.getBody();
    region.takeBody(kernel.getBody());
    Block &body = region.front();
    unsigned count = body.getNumArguments(),
             arguments = kernel.getNumArguments();
    body.insertArgument(0u, b.pointer(), b.getLoc());
    body.insertArgument(1u, b.pointer(), b.getLoc());
    b.setInsertionPointToStart(&body);
    ThreadBuilder inside(b.getLoc(), b, body.getArgument(0));
    Value memory =
        inside.member(b.pointer(), offsetof(TernEmulatedThread, memory));
    int64_t bytes = 0;
    for (unsigned i = 0; i < count; ++i) {
      BlockArgument argument = body.getArgument(2 + i);
      Value value;
      if (i >= arguments) {
        value = inside.at(memory, bytes);
        auto type = cast<MemRefType>(argument.getType());
        bytes +=
            static_cast<int64_t>(llvm::alignTo(countBytes(type), kAlignment));
      } else {
        bool buffer = isa<MemRefType>(argument.getType());
        value = inside.create<LLVM::LoadOp>(
            buffer ? inside.pointer() : inside.getI64Type(),
            inside.at(body.getArgument(1),
                      static_cast<int64_t>(i * sizeof(uint64_t))));
      }
      if (auto type = dyn_cast<MemRefType>(argument.getType()))
        value = MemRefDescriptor::fromStaticShape(inside, b.getLoc(), types,
                                                  type, value);
      argument.replaceAllUsesWith(
          inside.create<UnrealizedConversionCastOp>(argument.getType(), value)
              .getResult(0));
    }
    body.eraseArguments(2, count);
    b.setInsertionPointAfter(function);
    // TernEmulatedSizes.
    b.create<LLVM::GlobalOp>(
        LLVM::LLVMArrayType::get(b.getI64Type(), 2), /*isConstant=*/true,
        LLVM::Linkage::External, (kernel.getName() + ".sizes").str(),
        b.getI64TensorAttr({static_cast<int64_t>(arguments), bytes}));
    kernel.erase();
    return function;
  }

  /// A workgroup's memory is memory as any other.
  static void removeAddressSpaces(gpu::GPUModuleOp module) {
    AttrTypeReplacer replacer;
    replacer.addReplacement([](MemRefType type) -> std::optional<Type> {
      if (!isa_and_nonnull<gpu::AddressSpaceAttr>(type.getMemorySpace()))
        return std::nullopt;
      return MemRefType::get(type.getShape(), type.getElementType(),
                             type.getLayout());
    });
    replacer.recursivelyReplaceElementsIn(module, /*replaceAttrs=*/true,
                                          /*replaceLocs=*/false,
                                          /*replaceTypes=*/true);
  }

  LogicalResult convert(LLVMTypeConverter &types) {
    RewritePatternSet patterns(&getContext());
    populateKernelsToLLVM(types, patterns);
    LLVMConversionTarget legal(getContext());
    legal.addLegalOp<UnrealizedConversionCastOp>();
    legal.addLegalOp<gpu::GPUModuleOp>();
    if (failed(applyFullConversion(getOperation(), legal, std::move(patterns))))
      return failure();
    SmallVector<UnrealizedConversionCastOp> casts;
    getOperation().walk(
        [&](UnrealizedConversionCastOp op) { casts.push_back(op); });
    reconcileUnrealizedCasts(casts);
    return success();
  }
};
} // namespace
} // namespace tern
