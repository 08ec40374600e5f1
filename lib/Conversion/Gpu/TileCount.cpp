//===- TileCount.cpp - how many tiles a stage may have --------------------===//
#include "TileCount.h"
#include "Share.h"

#include "dialects/Tern/Tern.h"
#include "tern/Conversion/Step.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/Matchers.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace tern;

namespace {
/// Evaluates an increasing function of a step's tokens and position at their
/// largest values.
class Bound {
public:
  Bound(ArrayRef<std::optional<unsigned>> arguments, int64_t tokens,
        int64_t context)
      : arguments(arguments), tokens(tokens), context(context) {}

  std::optional<int64_t> get(Value value) const {
    if (std::optional<int64_t> constant = getConstantIntValue(value))
      return constant;
    if (auto argument = dyn_cast<BlockArgument>(value)) {
      std::optional<unsigned> kind = arguments[argument.getArgNumber()];
      if (kind == kTokensArg)
        return tokens;
      if (kind == kPositionArg && context > 0)
        return context - tokens;
      return std::nullopt;
    }
    Operation *op = value.getDefiningOp();
    if (op->getNumOperands() != 2)
      return std::nullopt;
    std::optional<int64_t> x = get(op->getOperand(0)),
                           y = get(op->getOperand(1));
    if (isa<arith::SubIOp>(op))
      return x; // Of what is not negative.
    if (!x || !y)
      return std::nullopt;
    if (isa<arith::AddIOp>(op))
      return *x + *y;
    if (isa<arith::MulIOp>(op))
      return *x * *y;
    if (isa<arith::MinUIOp>(op))
      return std::min(*x, *y);
    if (isa<arith::CeilDivUIOp>(op) && *y > 0)
      return llvm::divideCeilSigned(*x, *y);
    if (isa<arith::DivUIOp>(op) && *y > 0)
      return *x / *y;
    return std::nullopt;
  }

private:
  ArrayRef<std::optional<unsigned>> arguments;
  int64_t tokens, context;
};
} // namespace

/// Whether it is a worker, or of loops that join another's number.
static bool isWorker(Value value, ArrayRef<std::optional<unsigned>> arguments) {
  if (auto rotated = value.getDefiningOp<arith::MinUIOp>())
    if (auto shifted = rotated.getLhs().getDefiningOp<arith::AddIOp>())
      value = shifted.getLhs();
  auto argument = dyn_cast<BlockArgument>(value);
  return argument && arguments[argument.getArgNumber()] == kWorkerArg;
}

int64_t tern::boundTiles(func::FuncOp stage,
                         ArrayRef<std::optional<unsigned>> arguments,
                         func::FuncOp entry) {
  auto ids = cast<ShapedType>(entry.getArgument(kIdsArg).getType());
  Bound bound(arguments, ids.getDimSize(0),
              getContextTokens(entry->getParentOfType<ModuleOp>()));
  // A single tile has no partition left but `worker / workers`.
  int64_t tiles = 1;
  for (auto loop : stage.getOps<scf::ForOp>())
    if (std::optional<Share> share = getShare(loop);
        share && isWorker(share->worker, arguments))
      tiles =
          std::max(tiles, bound.get(share->total)
                              .value_or(std::numeric_limits<int64_t>::max()));
  return tiles;
}
