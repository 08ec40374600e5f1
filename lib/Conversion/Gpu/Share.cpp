//===- Share.cpp - how the workers of a stage share its tiles -------------===//
#include "Share.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;
using namespace tern;

/// The operand of a product that is not `factor`; null if there is none.
static Value getOther(arith::MulIOp product, Value factor) {
  if (product.getLhs() == factor)
    return product.getRhs();
  return product.getRhs() == factor ? product.getLhs() : Value();
}

/// `[total * worker / workers, total * (worker + 1) / workers)`
static std::optional<Share> getQuotients(scf::ForOp loop) {
  auto begin = loop.getLowerBound().getDefiningOp<arith::DivUIOp>(),
       end = loop.getUpperBound().getDefiningOp<arith::DivUIOp>();
  if (!begin || !end || begin.getRhs() != end.getRhs())
    return std::nullopt;
  auto before = begin.getLhs().getDefiningOp<arith::MulIOp>(),
       after = end.getLhs().getDefiningOp<arith::MulIOp>();
  if (!before || !after)
    return std::nullopt;
  for (Value total : before->getOperands()) {
    Value worker = getOther(before, total), next = getOther(after, total);
    auto increment =
        next ? next.getDefiningOp<arith::AddIOp>() : arith::AddIOp();
    if (increment && increment.getLhs() == worker)
      return Share{worker, begin.getRhs(), total};
  }
  return std::nullopt;
}

/// As `createShare` has it.
static std::optional<Share> getFirstOnes(scf::ForOp loop) {
  auto begin = loop.getLowerBound().getDefiningOp<arith::AddIOp>();
  if (!begin)
    return std::nullopt;
  auto whole = begin.getLhs().getDefiningOp<arith::MulIOp>();
  auto over = begin.getRhs().getDefiningOp<arith::MinUIOp>();
  auto each =
      whole ? whole.getRhs().getDefiningOp<arith::DivUIOp>() : arith::DivUIOp();
  if (!each || !over || over.getLhs() != whole.getLhs())
    return std::nullopt;
  return Share{whole.getLhs(), each.getRhs(), each.getLhs()};
}

std::optional<Share> tern::getShare(scf::ForOp loop) {
  if (std::optional<Share> share = getQuotients(loop))
    return share;
  return getFirstOnes(loop);
}

scf::ForOp tern::createShare(ImplicitLocOpBuilder &b, const Share &share) {
  Value each = arith::DivUIOp::create(b, share.total, share.workers),
        over = arith::RemUIOp::create(b, share.total, share.workers),
        one = arith::ConstantIndexOp::create(b, 1);
  auto bound = [&](Value worker) -> Value {
    return arith::AddIOp::create(b, arith::MulIOp::create(b, worker, each),
                                 arith::MinUIOp::create(b, worker, over));
  };
  Value begin = bound(share.worker),
        end = bound(arith::AddIOp::create(b, share.worker, one));
  return scf::ForOp::create(b, begin, end, one);
}

void tern::turnBack(scf::ForOp loop, const Share &share) {
  ImplicitLocOpBuilder b(loop.getLoc(), loop);
  auto [worker, workers, total] = share;
  Value zero = arith::ConstantIndexOp::create(b, 0),
        one = arith::ConstantIndexOp::create(b, 1);
  Value opposite =
      arith::SubIOp::create(b, arith::SubIOp::create(b, workers, one), worker);
  // The worker's place in a round.
  auto getPlace = [&](Value round) -> Value {
    Value isBack = arith::CmpIOp::create(
        b, arith::CmpIPredicate::eq, arith::AndIOp::create(b, round, one), one);
    return arith::SelectOp::create(b, isBack, opposite, worker);
  };
  Value whole = arith::DivUIOp::create(b, total, workers),
        over = arith::RemUIOp::create(b, total, workers);
  Value isOver = arith::CmpIOp::create(b, arith::CmpIPredicate::ult,
                                       getPlace(whole), over);
  Value rounds = arith::AddIOp::create(
      b, whole, arith::SelectOp::create(b, isOver, one, zero));
  b.setInsertionPointToStart(loop.getBody());
  Value round = loop.getInductionVar();
  Value tile = arith::AddIOp::create(
      b, arith::MulIOp::create(b, round, workers), getPlace(round));
  loop.setLowerBound(zero);
  loop.setUpperBound(rounds);
  loop.setStep(one);
  SmallPtrSet<Operation *, 8> own;
  for (Operation *op = tile.getDefiningOp(); op; op = op->getPrevNode())
    own.insert(op);
  round.replaceUsesWithIf(
      tile, [&](OpOperand &use) { return !own.contains(use.getOwner()); });
}

tern::TileLoop tern::createTileLoop(ImplicitLocOpBuilder &b,
                                    const Share &workers, Value count,
                                    int64_t tokens, int64_t groups,
                                    int64_t rows) {
  auto times = [&](Value x, int64_t by) -> Value {
    return arith::MulIOp::create(b, x, arith::ConstantIndexOp::create(b, by));
  };
  Value inside = arith::ConstantIndexOp::create(b, groups);
  Value total = arith::MulIOp::create(b, count, inside);
  scf::ForOp loop = createShare(b, {workers.worker, workers.workers, total});
  b.setInsertionPointToStart(loop.getBody());
  Value tile = loop.getInductionVar();
  Value token = times(arith::DivUIOp::create(b, tile, inside), tokens);
  Value row = times(arith::RemUIOp::create(b, tile, inside), rows);
  return {loop, token, row};
}
