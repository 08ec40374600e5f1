//===- Tiles.cpp - how many tiles a stage has -----------------------------===//
#include "Tiles.h"

#include "tern/Conversion/Step.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"

using namespace mlir;
using namespace tern;

/// The number that an index of a stage's function is in a step of one token on
/// the worker 1.
static std::optional<int64_t> evaluate(Value value, func::CallOp call,
                                       func::FuncOp entry) {
  if (std::optional<int64_t> constant = getConstantIntValue(value))
    return constant;
  if (auto argument = dyn_cast<BlockArgument>(value)) {
    Value given = call.getOperand(argument.getArgNumber());
    if (given == entry.getArgument(kTokensArg) ||
        given == entry.getArgument(kWorkerArg))
      return 1;
    return std::nullopt;
  }
  auto product = value.getDefiningOp<arith::MulIOp>();
  if (!product)
    return std::nullopt;
  std::optional<int64_t> left = evaluate(product.getLhs(), call, entry),
                         right = evaluate(product.getRhs(), call, entry);
  return left && right ? std::optional(*left * *right) : std::nullopt;
}

/// A worker begins at tile `tiles * worker / workers`.
static std::optional<int64_t> readTiles(scf::ForOp loop, func::CallOp call,
                                        func::FuncOp entry) {
  auto begin = loop.getLowerBound().getDefiningOp<arith::DivUIOp>();
  return begin ? evaluate(begin.getLhs(), call, entry) : std::nullopt;
}

std::map<std::string, int64_t> tern::countTiles(ModuleOp scheduled) {
  std::map<std::string, int64_t> result;
  auto decode = scheduled.lookupSymbol<func::FuncOp>(kDecodeName);
  if (!decode)
    return result;
  decode.walk([&](func::CallOp call) {
    auto function = scheduled.lookupSymbol<func::FuncOp>(call.getCallee());
    if (!function || function.isExternal())
      return;
    for (auto loop : function.getBody().front().getOps<scf::ForOp>())
      if (std::optional<int64_t> tiles = readTiles(loop, call, decode)) {
        result[function.getSymName().str()] = *tiles;
        break;
      }
  });
  return result;
}
