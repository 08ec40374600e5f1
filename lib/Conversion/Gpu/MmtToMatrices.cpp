//===- MmtToMatrices.cpp - products of many tokens by matrices ------------===//
//
// A wave multiplies 32 rows by the tokens of whole matrices with
// `trit.mma_words`; what each thread reads for that is in Fragments.h.
//
//===----------------------------------------------------------------------===//
#include "../WordPlanes.h"
#include "ProductThreads.h"
#include "Products.h"

#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "llvm/ADT/SmallVectorExtras.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace tern;

/// The scratch that has the product's result and no more, if there is such.
static memref::AllocaOp getScratch(trit::MmtOp op) {
  Value out = op.getOut();
  if (auto used = out.getDefiningOp<memref::SubViewOp>();
      used && llvm::all_of(used.getMixedOffsets(), isZeroInteger))
    out = used.getSource();
  auto scratch = out.getDefiningOp<memref::AllocaOp>();
  return scratch && scratch.getType().getLayout().isIdentity() &&
                 scratch.getType().getShape() ==
                     ArrayRef<int64_t>{getTokens(op), kProductLanes}
             ? scratch
             : memref::AllocaOp();
}

/// Views of `from` become views of `to`, whose layout is another.
static void replaceScratch(Value from, Value to) {
  for (OpOperand &use : llvm::make_early_inc_range(from.getUses())) {
    auto view = dyn_cast<memref::SubViewOp>(use.getOwner());
    if (!view) {
      use.set(to);
      continue;
    }
    OpBuilder b(view);
    Value replacement =
        memref::SubViewOp::create(b, view.getLoc(), to, view.getMixedOffsets(),
                                  view.getMixedSizes(), view.getMixedStrides());
    replaceScratch(view, replacement);
    view.erase();
  }
}

/// The loop over tiles of tokens of which each iteration takes one.
static scf::ForOp getTokenLoop(trit::MmtOp op) {
  auto loop = dyn_cast<scf::ForOp>(op->getParentOp());
  auto tile = op.getInput().getDefiningOp<memref::SubViewOp>();
  if (!loop || loop.getNumResults() != 0 || !tile ||
      getConstantIntValue(loop.getStep()) != getTokens(op) ||
      tile.getMixedOffsets().front() != OpFoldResult(loop.getInductionVar()))
    return {};
  return loop;
}

/// The number of the thread in its wave.
static Value getLane(ImplicitLocOpBuilder &b, const ProductThreads &threads) {
  return arith::AndIOp::create(
      b, threads.thread,
      arith::ConstantIndexOp::create(b, threads.fragment->lanes - 1));
}

void tern::shareTokens(trit::MmtOp op, const ProductThreads &threads) {
  scf::ForOp loop = getTokenLoop(op);
  if (!loop)
    return;
  auto products = llvm::to_vector(loop.getBody()->getOps<trit::MmtOp>());
  for (trit::MmtOp product : products)
    if (getTokens(product) != kSharedTokens || getTokenLoop(product) != loop ||
        !getScratch(product))
      return;
  loop->setAttr(kSharedAttrName, UnitAttr::get(op.getContext()));
  int64_t waves = threads.countWaves();
  if (waves == 1)
    return;
  ImplicitLocOpBuilder b(loop.getLoc(), loop);
  auto constant = [&](int64_t value) -> Value {
    return arith::ConstantIndexOp::create(b, value);
  };
  Value skipped =
      arith::MulIOp::create(b, threads.wave, constant(kSharedTokens));
  loop.setLowerBound(arith::AddIOp::create(b, loop.getLowerBound(), skipped));
  loop.setStep(constant(kSharedTokens * waves));
  for (trit::MmtOp product : products) {
    memref::AllocaOp scratch = getScratch(product);
    b.setInsertionPoint(scratch);
    auto all = memref::AllocaOp::create(
        b, MemRefType::get({waves * kSharedTokens, kProductLanes},
                           scratch.getType().getElementType()));
    b.setInsertionPoint(loop);
    Value own = memref::SubViewOp::create(
        b, all, ArrayRef<OpFoldResult>{skipped, b.getIndexAttr(0)},
        ArrayRef<OpFoldResult>{b.getIndexAttr(kSharedTokens),
                               b.getIndexAttr(kProductLanes)},
        ArrayRef<OpFoldResult>{b.getIndexAttr(1), b.getIndexAttr(1)});
    replaceScratch(scratch, own);
    scratch.erase();
  }
}

/// Of these in one matrix of more the rest is computed for nothing. Dot
/// products of fewer tokens are as few instructions.
static constexpr int64_t kLeastTokens = 8;

bool tern::fillsMatrices(trit::MmtOp op, const ProductThreads &threads) {
  if (!threads.hasWaves())
    return false;
  int64_t tokens = getTokens(op), whole = threads.fragment->tokens;
  return tokens % whole == 0 || (tokens == kLeastTokens && whole > tokens);
}

namespace {
class MatrixProduct : ProductBuilder {
public:
  MatrixProduct(trit::MmtOp op, const ProductThreads &threads)
      : ProductBuilder(op, threads), fragment(*threads.fragment),
        matrices(llvm::divideCeilSigned(getTokens(), fragment.tokens)) {}

  void run() {
    lane = getLane(b, threads);
    part = fragment.getPart(b, lane);
    place = fragment.getPlace(b, lane);
    bool shared = op->getParentOp()->hasAttr(kSharedAttrName);
    sharing = shared ? 1 : threads.countWaves();
    for (int64_t tile = 0; tile < getRowTiles(); ++tile)
      storeShared(tile, label(accumulate(constant(tile))), sharing,
                  threads.wave);
    op.erase();
  }

private:
  /// The words of a sum, for each group of a product's rows and matrix of
  /// tokens.
  using Sums = SmallVector<Value>;

  int64_t countGroups() const { return fragment.rows / fragment.productRows; }

  MutableArrayRef<Value> getSum(Sums &sums, int64_t group, int64_t matrix) {
    return MutableArrayRef(sums).slice(
        (group * matrices + matrix) * fragment.sums, fragment.sums);
  }

  Sums accumulate(Value tile) {
    Sums sums(countGroups() * matrices * fragment.sums, constant32(0));
    int64_t blocks = getBlocks(), step = fragment.getBlocks(),
            stride = step * sharing, whole = blocks - blocks % stride;
    Value own = sharing > 1 ? add(place, times(threads.wave, step)) : place;
    if (whole > 0) {
      scf::ForOp loop = createLoop(whole, stride, sums);
      OpBuilder::InsertionGuard guard(b);
      b.setInsertionPointToStart(loop.getBody());
      sums = Sums(loop.getRegionIterArgs());
      addStep(tile, add(own, loop.getInductionVar()), /*exists=*/true, sums);
      scf::YieldOp::create(b, sums);
      sums = Sums(loop.getResults());
    }
    if (whole < blocks)
      addStep(tile, add(own, constant(whole)), /*exists=*/false, sums);
    return sums;
  }

  /// Of a block: each row's word, and the words of each matrix's token.
  struct Operands {
    SmallVector<Value> words;
    SmallVector<SmallVector<Value>> activations;
  };

  void addStep(Value tile, Value number, bool exists, Sums &sums) {
    SmallVector<Operands> read;
    for (int64_t i = 0; i < fragment.reads * fragment.ahead; ++i) {
      Value at = add(number, constant(i * fragment.places));
      Block block = exists ? readBlock(tile, at, part, fragment.rows)
                           : readIfExists(tile, at, part, fragment.rows);
      Operands &operands = read.emplace_back();
      operands.words = block.words;
      for (int64_t matrix = 0; matrix < matrices; ++matrix)
        operands.activations.push_back(
            readActivations(getToken(matrix), block));
    }
    for (int64_t i = 0; i < fragment.ahead; ++i)
      for (int64_t plane = 0; plane < kPlanes; plane += fragment.productPlanes)
        for (int64_t group = 0; group < countGroups(); ++group)
          for (int64_t matrix = 0; matrix < matrices; ++matrix)
            multiply(ArrayRef(read).slice(i * fragment.reads, fragment.reads),
                     plane, group, matrix, getSum(sums, group, matrix));
  }

  /// Whose activations the thread reads: of a matrix that is not full, its
  /// tokens again in place of others.
  Value getToken(int64_t matrix) {
    if (isFull())
      return add(part, constant(matrix * fragment.tokens));
    return arith::RemUIOp::create(b, part, constant(getTokens()));
  }
  bool isFull() { return getTokens() % fragment.tokens == 0; }

  void multiply(ArrayRef<Operands> read, int64_t firstPlane, int64_t group,
                int64_t matrix, MutableArrayRef<Value> sum) {
    SmallVector<Value> codes, activations;
    for (const Operands &operands : read)
      for (int64_t i = 0; i < fragment.productPlanes; ++i) {
        auto plane = static_cast<int32_t>(firstPlane + i);
        for (int64_t row = 0; row < fragment.productRows; ++row)
          codes.push_back(decodePlane(
              b, b.getLoc(), operands.words[group * fragment.productRows + row],
              plane));
        activations.push_back(operands.activations[matrix][firstPlane + i]);
      }
    auto product = trit::MmaWordsOp::create(
        b, SmallVector<Type>(sum.size(), b.getI32Type()), fragment.fragment,
        sum, codes, activations);
    llvm::copy(product.getResults(), sum.begin());
  }

  SmallVector<Sum> label(Sums sums) {
    SmallVector<Sum> labelled;
    for (int64_t group = 0; group < countGroups(); ++group)
      for (int64_t matrix = 0; matrix < matrices; ++matrix)
        for (auto [word, total] :
             llvm::enumerate(getSum(sums, group, matrix))) {
          FragmentLayout::Element element =
              fragment.getElement(b, lane, static_cast<int64_t>(word));
          Value row = add(times(element.part, fragment.rows),
                          constant(group * fragment.productRows + element.row));
          Value token = add(element.token, constant(matrix * fragment.tokens)),
                exists;
          if (!isFull())
            exists = arith::CmpIOp::create(b, arith::CmpIPredicate::ult, token,
                                           constant(getTokens()));
          labelled.push_back({token, row, total, exists});
        }
    return labelled;
  }

  const FragmentLayout &fragment;
  int64_t matrices;    ///< of tokens
  int64_t sharing = 1; ///< waves that have a part of the columns
  Value lane, part, place;
};
} // namespace

void tern::lowerToMatrices(trit::MmtOp op, const ProductThreads &threads) {
  MatrixProduct(op, threads).run();
}
