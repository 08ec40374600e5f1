//===- Ownership.cpp - which thread accesses an element -------------------===//
#include "Ownership.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/GPU/IR/GPUDialect.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

using namespace mlir;
using namespace tern;

static int64_t reduce(int64_t value, int64_t lanes) {
  return (value % lanes + lanes) % lanes;
}

std::optional<Congruence> tern::getCongruence(Value value, int64_t lanes) {
  if (std::optional<int64_t> constant = getConstantIntValue(value))
    return Congruence{0, reduce(*constant, lanes)};
  if (auto argument = dyn_cast<BlockArgument>(value)) {
    auto loop = dyn_cast<scf::ForOp>(argument.getOwner()->getParentOp());
    if (!loop || loop.getInductionVar() != value)
      return std::nullopt;
    std::optional<int64_t> step = getConstantIntValue(loop.getStep());
    return step && *step % lanes == 0
               ? getCongruence(loop.getLowerBound(), lanes)
               : std::nullopt;
  }
  Operation *op = value.getDefiningOp();
  if (isa<gpu::ThreadIdOp>(op))
    return Congruence{1, 0};
  if (isa<arith::AddIOp, arith::SubIOp>(op)) {
    std::optional<Congruence> x = getCongruence(op->getOperand(0), lanes),
                              y = getCongruence(op->getOperand(1), lanes);
    if (!x || !y)
      return std::nullopt;
    int64_t sign = isa<arith::AddIOp>(op) ? 1 : -1;
    return Congruence{reduce(x->lane + sign * y->lane, lanes),
                      reduce(x->offset + sign * y->offset, lanes)};
  }
  if (auto mask = dyn_cast<arith::AndIOp>(op)) // The lane of several subgroups.
    return getConstantIntValue(mask.getRhs()) == lanes - 1
               ? getCongruence(mask.getLhs(), lanes)
               : std::nullopt;
  if (auto product = dyn_cast<arith::MulIOp>(op)) {
    std::optional<int64_t> factor = getConstantIntValue(product.getRhs());
    if (!factor)
      return std::nullopt;
    if (*factor % lanes == 0)
      return Congruence{};
    std::optional<Congruence> x = getCongruence(product.getLhs(), lanes);
    if (!x)
      return std::nullopt;
    return Congruence{reduce(x->lane * *factor, lanes),
                      reduce(x->offset * *factor, lanes)};
  }
  return std::nullopt;
}

std::optional<int64_t> tern::getOwnerOffset(const Address &address,
                                            int64_t lanes) {
  Congruence sum{0, reduce(address.constant, lanes)};
  for (const Address::Term &term : address.terms) {
    if (term.stride % lanes == 0)
      continue;
    std::optional<Congruence> index = getCongruence(term.index, lanes);
    if (!index)
      return std::nullopt;
    sum.lane = reduce(sum.lane + index->lane * term.stride, lanes);
    sum.offset = reduce(sum.offset + index->offset * term.stride, lanes);
  }
  if (sum.lane != 1)
    return std::nullopt;
  return sum.offset;
}
