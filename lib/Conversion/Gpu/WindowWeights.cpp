//===- WindowWeights.cpp - the part of the weights that a launch sees -----===//
#include "tern/Conversion/Gpu.h"
#include "tern/Conversion/Passes.h"
#include "tern/Conversion/Step.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"

using namespace mlir;

namespace tern {
#define GEN_PASS_DEF_WINDOWWEIGHTS
#include "tern/Conversion/Passes.h.inc"

namespace {
/// What fits 32 bits.
constexpr int64_t kMostBytes = int64_t(1) << 32;

/// A launch, which of its operands are offsets in the weights, and the range
/// that it reads through them.
struct Reader {
  gpu::LaunchFuncOp launch;
  SmallVector<unsigned> offsets;
  int64_t begin = 0, end = 0;
};

struct WindowWeights : impl::WindowWeightsBase<WindowWeights> {
  using WindowWeightsBase::WindowWeightsBase;

  void runOnOperation() override {
    ModuleOp module = getOperation();
    auto kernels = module.lookupSymbol<gpu::GPUModuleOp>(kKernelsName);
    if (!kernels || range < 1) {
      module.emitError("needs a gpu.module '")
          << kKernelsName << "' and a range of bytes, got " << range.getValue();
      return signalPassFailure();
    }
    SmallVector<Reader> readers;
    int64_t end = 0;
    WalkResult walked = module.walk([&](gpu::LaunchFuncOp launch) {
      FailureOr<Reader> reader = describe(launch, kernels);
      if (failed(reader))
        return WalkResult::interrupt();
      end = std::max(end, reader->end);
      if (!reader->offsets.empty())
        readers.push_back(*reader);
      return WalkResult::advance();
    });
    if (walked.wasInterrupted())
      return signalPassFailure();
    if (end > range && failed(share(readers)))
      signalPassFailure();
  }

private:
  static FailureOr<Reader> describe(gpu::LaunchFuncOp launch,
                                    gpu::GPUModuleOp kernels) {
    auto kernel = kernels.lookupSymbol<gpu::GPUFuncOp>(launch.getKernelName());
    if (!kernel)
      return launch.emitError("launches '")
             << launch.getKernelName() << "', which is not there";
    Reader reader{launch, {}, 0, 0};
    for (Operation *user : kernel.getArgument(kWeightsBuffer).getUsers()) {
      auto view = dyn_cast<memref::ViewOp>(user);
      auto shift =
          view ? dyn_cast<BlockArgument>(view.getByteShift()) : BlockArgument();
      if (!shift || shift.getOwner() != &kernel.getBody().front() ||
          !view.getType().hasStaticShape())
        return user->emitError("reads weights otherwise than by a view whose "
                               "offset is an argument of the kernel");
      std::optional<int64_t> offset =
          getConstantIntValue(launch.getKernelOperands()[shift.getArgNumber()]);
      if (!offset)
        return launch.emitError("has an offset that is no constant");
      int64_t end = *offset + countBytes(view.getType());
      bool isFirst = reader.offsets.empty();
      reader.begin = isFirst ? *offset : std::min(reader.begin, *offset);
      reader.end = std::max(reader.end, end);
      if (!llvm::is_contained(reader.offsets, shift.getArgNumber()))
        reader.offsets.push_back(shift.getArgNumber());
      // It would move with the window, too.
      for (Operation *other : shift.getUsers())
        if (auto second = dyn_cast<memref::ViewOp>(other);
            !second || second.getSource() != view.getSource())
          return other->emitError("uses an offset of the weights for what are "
                                  "none");
    }
    return reader;
  }

  /// Widens windows, in the order in which they begin, as long as they are no
  /// larger than the range.
  LogicalResult share(MutableArrayRef<Reader> readers) {
    llvm::sort(readers, [](const Reader &a, const Reader &b) {
      return a.begin < b.begin;
    });
    for (size_t first = 0; first < readers.size();) {
      int64_t begin =
                  readers[first].begin / kWindowAlignment * kWindowAlignment,
              end = readers[first].end;
      size_t next = first + 1;
      for (; next < readers.size(); ++next) {
        int64_t wider = std::max(end, readers[next].end);
        if (wider - begin > range)
          break;
        end = wider;
      }
      for (; first < next; ++first)
        if (failed(move(readers[first], begin, end)))
          return failure();
    }
    return success();
  }

  static LogicalResult move(const Reader &reader, int64_t begin, int64_t end) {
    gpu::LaunchFuncOp launch = reader.launch;
    if (end - begin >= kMostBytes) {
      InFlightDiagnostic error = launch.emitError("reads weights in ")
                                 << end - begin
                                 << " bytes, for Vulkan expected less than "
                                 << kMostBytes;
      if (Attribute params = launch->getAttr(kStageParamsAttrName))
        error << ": " << params;
      return error;
    }
    OpBuilder b(launch);
    for (unsigned at : reader.offsets) {
      OpOperand &operand = launch.getKernelOperandsMutable()[at];
      int64_t offset = *getConstantIntValue(operand.get());
      operand.set(
          arith::ConstantIndexOp::create(b, launch.getLoc(), offset - begin));
    }
    launch->setAttr(kWindowAttrName,
                    b.getDenseI64ArrayAttr({begin, end - begin}));
    return success();
  }
};
} // namespace
} // namespace tern
