//===- TritSparsity.cpp - what skipping zeros could save ------------------===//
#include "dialects/Tern/Tern.h"
#include "dialects/Trit/Trit.h"
#include "tern/Import/ParamSource.h"

#include "mlir/Pass/Pass.h"
#include "mlir/Tools/Plugins/PassPlugin.h"
#include "llvm/Support/FormatVariadic.h"

using namespace mlir;
using namespace tern;

namespace {
/// Of a weight: its zeros, its runs of four in a row, which a dot product of
/// bytes takes at once, and the blocks of its layout.
struct Counts {
  int64_t trits = 0, zeros = 0, fours = 0, zeroFours = 0;
  int64_t blocks = 0, zeroBlocks = 0;
};

struct TritSparsity : PassWrapper<TritSparsity, OperationPass<ModuleOp>> {
  MLIR_DEFINE_EXPLICIT_INTERNAL_INLINE_TYPE_ID(TritSparsity)
  StringRef getArgument() const override { return "report-trit-sparsity"; }
  StringRef getDescription() const override {
    return "Print how many trits, fours and blocks of each packed weight are 0";
  }

  void runOnOperation() override {
    if (llvm::Error error = report()) {
      getOperation().emitError(llvm::toString(std::move(error)));
      signalPassFailure();
    }
  }

  llvm::Error report() {
    auto path = getOperation()->getAttrOfType<StringAttr>(kCheckpointAttrName);
    if (!path)
      return llvm::createStringError("expected a module with the attribute '" +
                                     kCheckpointAttrName + "'");
    llvm::Expected<CheckpointOptions> options =
        getCheckpointOptions(getOperation());
    if (!options)
      return options.takeError();
    llvm::Expected<Checkpoint> checkpoint = Checkpoint::open(path, *options);
    if (!checkpoint)
      return checkpoint.takeError();
    llvm::errs() << "  zeros  fours       blocks of 0s  weight\n";
    for (auto param : getOperation().getOps<ParamOp>()) {
      auto layout = dyn_cast_or_null<trit::LayoutAttr>(param.getLayoutAttr());
      if (!layout)
        continue;
      for (StringRef name : param.getSourceNames()) {
        llvm::Expected<Counts> counts = count(*checkpoint, name, layout);
        if (!counts)
          return counts.takeError();
        llvm::errs() << llvm::formatv(
            "{0,6:F2}% {1,5:F2}% {2,7} of {3,-7} {4}\n",
            100.0 * counts->zeros / counts->trits,
            100.0 * counts->zeroFours / counts->fours, counts->zeroBlocks,
            counts->blocks, name);
      }
    }
    return llvm::Error::success();
  }

  static llvm::Expected<Counts> count(const Checkpoint &checkpoint,
                                      StringRef name, trit::LayoutAttr layout) {
    llvm::Expected<std::vector<int64_t>> shape = checkpoint.tritShape(name);
    if (!shape)
      return shape.takeError();
    int64_t rows = shape->front(), columns = shape->back();
    std::vector<int8_t> trits(rows * columns);
    if (llvm::Error error = checkpoint.readTrits(name, 0, rows, trits))
      return error;

    auto isZero = [&](int64_t top, int64_t bottom, int64_t left,
                      int64_t right) {
      for (int64_t row = top; row < bottom; ++row)
        for (int64_t column = left; column < right; ++column)
          if (trits[row * columns + column] != 0)
            return false;
      return true;
    };
    auto countZero = [&](int64_t height, int64_t width, int64_t &all) {
      int64_t zero = 0;
      for (int64_t row = 0; row < rows; row += height)
        for (int64_t column = 0; column < columns; column += width, ++all)
          zero += isZero(row, std::min(row + height, rows), column,
                         std::min(column + width, columns));
      return zero;
    };
    Counts counts;
    counts.zeros = countZero(1, 1, counts.trits);
    counts.zeroFours = countZero(1, 4, counts.fours);
    counts.zeroBlocks =
        countZero(layout.getRows(), layout.getDepth(), counts.blocks);
    return counts;
  }
};
} // namespace

extern "C" PassPluginLibraryInfo mlirGetPassPluginInfo() {
  return {MLIR_PLUGIN_API_VERSION, "TritSparsity", "1",
          [] { PassRegistration<TritSparsity>(); }};
}
