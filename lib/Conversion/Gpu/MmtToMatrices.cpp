//===- MmtToMatrices.cpp - products of many tokens by matrices ------------===//
//
// A subgroup multiplies 32 rows and 128 columns, eight blocks, by eight tokens
// with eight `trit.mma_words`. As the order of columns in a sum does not
// matter, thread l takes the rows 4 * (l div 4) + {0, 1, 2, 3} of the blocks l
// mod 4 and 4 + l mod 4: the words that it reads are, plane by plane, its parts
// of the matrices, and so are 16 activations of a token in these blocks.
//
//===----------------------------------------------------------------------===//
#include "../WordPlanes.h"
#include "ProductThreads.h"

#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "llvm/ADT/SmallVectorExtras.h"

using namespace mlir;
using namespace tern;

/// Tokens of a matrix, pairs of a thread's rows, and blocks of a step.
static constexpr int64_t kTokens = 8, kPairs = 2, kStepBlocks = 8;

static int64_t getTokens(trit::MmtOp op) {
  return cast<MemRefType>(op.getOut().getType()).getDimSize(0);
}

/// The scratch that the product's result is in, if it is all of it.
static memref::AllocaOp getScratch(trit::MmtOp op) {
  auto scratch = op.getOut().getDefiningOp<memref::AllocaOp>();
  return scratch && scratch.getType().getLayout().isIdentity() &&
                 scratch.getType().hasStaticShape() &&
                 scratch.getType().getDimSize(1) == kProductLanes
             ? scratch
             : memref::AllocaOp();
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

bool tern::shareTokens(trit::MmtOp op, const ProductThreads &threads) {
  scf::ForOp loop = getTokenLoop(op);
  if (!loop)
    return false;
  auto products = llvm::to_vector(loop.getBody()->getOps<trit::MmtOp>());
  for (trit::MmtOp product : products)
    if (getTokens(product) % kTokens != 0 || getTokenLoop(product) != loop ||
        !getScratch(product))
      return false;
  loop->setAttr(kSubgroupsAttrName, UnitAttr::get(op.getContext()));
  if (threads.subgroups == 1)
    return true;
  ImplicitLocOpBuilder b(loop.getLoc(), loop);
  auto constant = [&](int64_t value) -> Value {
    return arith::ConstantIndexOp::create(b, value);
  };
  int64_t tokens = getTokens(op);
  Value skipped = arith::MulIOp::create(b, threads.subgroup, constant(tokens));
  loop.setLowerBound(arith::AddIOp::create(b, loop.getLowerBound(), skipped));
  loop.setStep(constant(tokens * threads.subgroups));
  for (trit::MmtOp product : products) {
    memref::AllocaOp scratch = getScratch(product);
    b.setInsertionPoint(scratch);
    auto all = memref::AllocaOp::create(
        b, MemRefType::get({threads.subgroups * tokens, kProductLanes},
                           scratch.getType().getElementType()));
    b.setInsertionPoint(loop);
    Value own = memref::SubViewOp::create(
        b, all, ArrayRef<OpFoldResult>{skipped, b.getIndexAttr(0)},
        ArrayRef<OpFoldResult>{b.getIndexAttr(tokens),
                               b.getIndexAttr(kProductLanes)},
        ArrayRef<OpFoldResult>{b.getIndexAttr(1), b.getIndexAttr(1)});
    scratch.getResult().replaceAllUsesWith(own);
    scratch.erase();
  }
  return true;
}

namespace {
class MatrixProduct : ProductBuilder {
public:
  using ProductBuilder::ProductBuilder;

  void run() {
    tiles = getTokens(op) / kTokens;
    group = arith::DivUIOp::create(b, threads.lane, constant(4));
    inside = arith::RemUIOp::create(b, threads.lane, constant(4));
    store(accumulate());
    op.erase();
  }

private:
  /// Four words for each pair of rows and matrix of tokens.
  using Sums = SmallVector<Value>;

  Sums accumulate() {
    Sums sums(kPairs * tiles * 4, constant32(0));
    int64_t blocks = getBlocks(), whole = blocks - blocks % kStepBlocks;
    if (whole > 0) {
      auto loop = scf::ForOp::create(b, constant(0), constant(whole),
                                     constant(kStepBlocks), sums);
      OpBuilder::InsertionGuard guard(b);
      b.setInsertionPointToStart(loop.getBody());
      sums = Sums(loop.getRegionIterArgs());
      addStep(loop.getInductionVar(), /*exists=*/true, sums);
      scf::YieldOp::create(b, sums);
      sums = Sums(loop.getResults());
    }
    if (whole < blocks)
      addStep(constant(whole), /*exists=*/false, sums);
    return sums;
  }

  Block read(Value first, int64_t half, bool exists) {
    Value number = add(add(first, inside), constant(half * kStepBlocks / 2));
    return exists ? readBlock(constant(0), number, group)
                  : readIfExists(constant(0), number, group);
  }

  void addStep(Value first, bool exists, Sums &sums) {
    Block low = read(first, 0, exists), high = read(first, 1, exists);
    SmallVector<std::pair<SmallVector<Value>, SmallVector<Value>>> tokens;
    for (int64_t tile = 0; tile < tiles; ++tile) {
      Value token = add(group, constant(tile * kTokens));
      tokens.emplace_back(readActivations(token, low),
                          readActivations(token, high));
    }
    auto decode = [&](Value word) {
      return decodeWord(b, b.getLoc(), word, kPlanes);
    };
    auto lows = llvm::map_to_vector(low.words, decode),
         highs = llvm::map_to_vector(high.words, decode);
    for (int64_t plane = 0; plane < kPlanes; ++plane)
      for (int64_t pair = 0; pair < kPairs; ++pair) {
        SmallVector<Value> codes;
        for (const auto *words : {&lows, &highs})
          for (int64_t row : {0, 1})
            codes.push_back((*words)[2 * pair + row][plane]);
        for (int64_t tile = 0; tile < tiles; ++tile) {
          MutableArrayRef<Value> sum =
              MutableArrayRef(sums).slice((pair * tiles + tile) * 4, 4);
          auto product = trit::MmaWordsOp::create(
              b, SmallVector<Type>(4, b.getI32Type()), sum, codes,
              ValueRange{tokens[tile].first[plane],
                         tokens[tile].second[plane]});
          llvm::copy(product.getResults(), sum.begin());
        }
      }
  }

  /// Word i of a sum is of row `i div 2` of the pair, and of token `2 * inside
  /// + i mod 2`.
  void store(const Sums &sums) {
    for (int64_t pair = 0; pair < kPairs; ++pair)
      for (int64_t tile = 0; tile < tiles; ++tile)
        for (int64_t i = 0; i < 4; ++i) {
          Value row = add(times(group, 4), constant(2 * pair + i / 2)),
                token = add(times(inside, 2), constant(tile * kTokens + i % 2));
          memref::StoreOp::create(
              b, subtractSum(sums[(pair * tiles + tile) * 4 + i], token),
              op.getOut(), ValueRange{token, row});
        }
  }

  int64_t tiles = 0;
  Value group, inside;
};
} // namespace

void tern::lowerToMatrices(trit::MmtOp op, const ProductThreads &threads) {
  MatrixProduct(op, threads).run();
}
