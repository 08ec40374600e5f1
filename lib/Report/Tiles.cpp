//===- Tiles.cpp - how many tiles a stage has -----------------------------===//
#include "Tiles.h"

#include "tern/Conversion/Step.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"

using namespace mlir;
using namespace tern;

/// The number that an index of a stage's function is on the worker 1, or of its
/// range of tiles.
static std::optional<int64_t> evaluate(Value value, func::CallOp call,
                                       func::FuncOp entry) {
  if (std::optional<int64_t> constant = getConstantIntValue(value))
    return constant;
  if (auto argument = dyn_cast<BlockArgument>(value)) {
    auto function = dyn_cast<func::FuncOp>(argument.getOwner()->getParentOp());
    if (!function)
      return std::nullopt;
    if (call.getOperand(argument.getArgNumber()) ==
        entry.getArgument(kWorkerArg))
      return 1;
    return std::nullopt;
  }
  // Whose range it is, where tiles are claimed of all.
  if (value.getDefiningOp<arith::MinUIOp>())
    return 1;
  auto product = value.getDefiningOp<arith::MulIOp>();
  if (!product)
    return std::nullopt;
  std::optional<int64_t> left = evaluate(product.getLhs(), call, entry),
                         right = evaluate(product.getRhs(), call, entry);
  return left && right ? std::optional(*left * *right) : std::nullopt;
}

/// A range begins at tile `tiles * worker / workers`.
static std::optional<StageTiles>
readTiles(func::FuncOp function, func::CallOp call, func::FuncOp entry) {
  arith::DivUIOp begin;
  function.walk([&](arith::DivUIOp division) {
    auto workers = dyn_cast<BlockArgument>(division.getRhs());
    if (!workers || workers.getOwner() != &function.getBody().front() ||
        call.getOperand(workers.getArgNumber()) !=
            entry.getArgument(kWorkersArg))
      return WalkResult::advance();
    begin = division;
    return WalkResult::interrupt();
  });
  std::optional<int64_t> tiles =
      begin ? evaluate(begin.getLhs(), call, entry) : std::nullopt;
  if (!tiles)
    return std::nullopt;
  // Over ranges, what is claimed of one, and the tiles of that.
  bool claimed = isa<scf::ForOp>(begin->getParentOp());
  return StageTiles{*tiles, claimed ? 3u : 1u};
}

std::map<std::string, StageTiles> tern::countTiles(ModuleOp scheduled) {
  std::map<std::string, StageTiles> result;
  auto decode = scheduled.lookupSymbol<func::FuncOp>(kDecodeName);
  if (!decode)
    return result;
  decode.walk([&](func::CallOp call) {
    auto function = scheduled.lookupSymbol<func::FuncOp>(call.getCallee());
    if (!function || function.isExternal())
      return;
    if (std::optional<StageTiles> tiles = readTiles(function, call, decode))
      result.insert({function.getSymName().str(), *tiles});
  });
  return result;
}
