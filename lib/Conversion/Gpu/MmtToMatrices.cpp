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

void tern::replaceScratch(Value from, Value to) {
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

/// The number of the thread in its wave.
static Value getLane(ImplicitLocOpBuilder &b, const ProductThreads &threads) {
  return arith::AndIOp::create(
      b, threads.thread,
      arith::ConstantIndexOp::create(b, threads.fragment->lanes - 1));
}

/// Words of a row of scratch: with one more than is used, the threads of a
/// fragment, of which several have a row of several tokens, write to twice as
/// many banks.
static constexpr int64_t kScratchWords = kProductLanes + 1;

LogicalResult tern::shareUnits(scf::ForOp loop, const ProductThreads &threads) {
  SetVector<Operation *> scratches;
  for (auto product : loop.getBody()->getOps<trit::MmtOp>()) {
    memref::AllocaOp scratch = getScratch(product);
    if (!scratch)
      return product.emitError("writes to more than scratch of its own, which "
                               "waves cannot share");
    scratches.insert(scratch);
  }
  int64_t waves = threads.countWaves();
  ImplicitLocOpBuilder b(loop.getLoc(), loop);
  auto constant = [&](int64_t value) -> Value {
    return arith::ConstantIndexOp::create(b, value);
  };
  if (loop->hasAttr(kSharedAttrName)) {
    loop.setLowerBound(
        arith::AddIOp::create(b, loop.getLowerBound(), threads.wave));
    loop.setStep(constant(waves));
  }
  Value first = arith::MulIOp::create(b, threads.wave, constant(kSharedTokens));
  for (Operation *scratch : scratches) {
    b.setInsertionPoint(scratch);
    auto all = memref::AllocaOp::create(
        b, MemRefType::get({waves * kSharedTokens, kScratchWords},
                           b.getI32Type()));
    b.setInsertionPoint(loop);
    Value own = memref::SubViewOp::create(
        b, all, ArrayRef<OpFoldResult>{first, b.getIndexAttr(0)},
        ArrayRef<OpFoldResult>{b.getIndexAttr(kSharedTokens),
                               b.getIndexAttr(kProductLanes)},
        ArrayRef<OpFoldResult>{b.getIndexAttr(1), b.getIndexAttr(1)});
    replaceScratch(scratch->getResult(0), own);
    scratch->erase();
  }
  return success();
}

Value tern::takesTurn(ImplicitLocOpBuilder &b, const ProductThreads &threads,
                      int64_t product) {
  return arith::CmpIOp::create(
      b, arith::CmpIPredicate::eq, threads.wave,
      arith::ConstantIndexOp::create(b, product % threads.countWaves()));
}

int64_t tern::countExchanged(int64_t products) {
  return products * kSharedTokens * kScratchWords;
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
/// Products of weights with inputs, each with each.
struct Grid {
  SetVector<Value> weights, inputs;
  /// By weight and input.
  llvm::DenseMap<std::pair<Value, Value>, trit::MmtOp> products;
  /// Of a product among the `count` of its loop.
  llvm::DenseMap<Operation *, int64_t> numbers;
  int64_t count;

  /// Of `count` products those from number `first` on.
  Grid(ArrayRef<trit::MmtOp> list, int64_t first, int64_t count)
      : count(count) {
    for (trit::MmtOp op : list) {
      weights.insert(op.getPacked());
      inputs.insert(op.getInput());
      products[{op.getPacked(), op.getInput()}] = op;
      numbers[op] = first++;
    }
  }

  /// Whether that is all, none twice, and known where the first of `list` is.
  bool isWhole(ArrayRef<trit::MmtOp> list) const {
    if (list.size() != products.size() ||
        list.size() != weights.size() * inputs.size())
      return false;
    auto isKnown = [&](Value value) {
      Operation *by = value.getDefiningOp(), *first = list.front();
      return !by || by->getBlock() != first->getBlock() ||
             by->isBeforeInBlock(first);
    };
    return llvm::all_of(weights, isKnown) && llvm::all_of(inputs, isKnown) &&
           llvm::all_of(list, [first = list.front()](trit::MmtOp op) mutable {
             return op.getOut().getType() == first.getOut().getType() &&
                    op.getPacked().getType() == first.getPacked().getType();
           });
  }
};

class MatrixProduct : ProductBuilder {
public:
  MatrixProduct(const Grid &grid, trit::MmtOp first,
                const ProductThreads &threads)
      : ProductBuilder(first, threads), grid(grid), fragment(*threads.fragment),
        inputMatrices(llvm::divideCeilSigned(getTokens(), fragment.tokens)),
        matrices(inputMatrices * static_cast<int64_t>(grid.inputs.size())),
        sharing(first->getParentOp()->hasAttr(kSharedAttrName)
                    ? 1
                    : threads.countWaves()) {}

  void run() {
    lane = getLane(b, threads);
    part = fragment.getPart(b, lane);
    place = fragment.getPlace(b, lane);
    for (Value weight : grid.weights)
      for (int64_t tile = 0; tile < getRowTiles(); ++tile)
        rowTiles.push_back({weight, tile});
    Sums sums = accumulate();
    bool split = sharing > 1 && op->getParentOp()->hasAttr(kSplitAttrName);
    if (split)
      exchangeSums(sums);
    forProducts([&](trit::MmtOp product, int64_t row, int64_t input) {
      b.setInsertionPoint(product);
      if (split)
        collect(product);
      else
        storeShared(product, rowTiles[row].number, label(sums, row, input),
                    sharing, threads.wave);
    });
    for (auto [key, product] : grid.products)
      product.erase();
  }

private:
  /// The words of a sum, for each group of a product's rows and matrix of
  /// tokens, of all row tiles.
  using Sums = SmallVector<Value>;
  /// What a thread reads of a group of blocks: each row tile's words, and each
  /// matrix's activations.
  struct Step {
    SmallVector<Value> words, activations;

    void appendTo(SmallVectorImpl<Value> &values) const {
      llvm::append_range(values, words);
      llvm::append_range(values, activations);
    }
    /// Becomes the first of `values`; returns the others.
    ValueRange takeFrom(ValueRange values) {
      for (SmallVector<Value> *list : {&words, &activations}) {
        llvm::copy(values.take_front(list->size()), list->begin());
        values = values.drop_front(list->size());
      }
      return values;
    }
  };
  struct RowTile {
    Value weight;
    int64_t number;
  };

  int64_t countRowTiles() const {
    return static_cast<int64_t>(rowTiles.size());
  }
  int64_t countGroups() const { return fragment.rows / fragment.productRows; }

  MutableArrayRef<Value> getSum(Sums &sums, int64_t rowTile, int64_t group,
                                int64_t matrix) {
    return MutableArrayRef(sums).slice(
        ((rowTile * countGroups() + group) * matrices + matrix) * fragment.sums,
        fragment.sums);
  }

  /// Each step of an iteration multiplies what the one before it has read, and
  /// then reads as much in its place: operands are carried from one iteration
  /// to the next, and on the way while the other steps multiply.
  Sums accumulate() {
    Sums sums(countRowTiles() * countGroups() * matrices * fragment.sums,
              constant32(0));
    int64_t steps = fragment.ahead, blocks = getBlocks(),
            step = fragment.places * steps, stride = step * sharing,
            whole = blocks - blocks % stride;
    Value own = sharing > 1 ? add(place, times(threads.wave, step)) : place;
    SmallVector<Step> read;
    if (whole > 0)
      for (int64_t i = 0; i < steps; ++i)
        read.push_back(readStep(getStep(own, i)));
    if (whole > stride) {
      SmallVector<Value> carried(sums);
      for (const Step &operands : read)
        operands.appendTo(carried);
      scf::ForOp loop = createLoop(0, whole - stride, stride, carried);
      auto take = [&](ValueRange values) {
        sums = Sums(values.take_front(sums.size()));
        values = values.drop_front(sums.size());
        for (Step &operands : read)
          values = operands.takeFrom(values);
      };
      {
        OpBuilder::InsertionGuard guard(b);
        b.setInsertionPointToStart(loop.getBody());
        take(loop.getRegionIterArgs());
        Value next = add(add(own, constant(stride)), loop.getInductionVar());
        for (int64_t i = 0; i < steps; ++i) {
          multiply(read[i], sums);
          read[i] = readStep(getStep(next, i));
        }
        carried.assign(sums);
        for (const Step &operands : read)
          operands.appendTo(carried);
        scf::YieldOp::create(b, carried);
      }
      take(loop.getResults());
    }
    for (const Step &operands : read)
      multiply(operands, sums);
    if (whole < blocks)
      multiplyRest(add(own, constant(whole)), blocks - whole, sums);
    return sums;
  }

  /// The blocks from `number` on, of which the wave has fewer than an iteration
  /// takes.
  void multiplyRest(Value number, int64_t blocks, Sums &sums) {
    for (int64_t i = 0; i < fragment.ahead; ++i) {
      // Of one wave it is known which.
      if (sharing == 1 && i * fragment.places >= blocks)
        break;
      bool exists = sharing == 1 && (i + 1) * fragment.places <= blocks;
      multiply(readStep(getStep(number, i), exists), sums);
    }
  }

  Value getStep(Value number, int64_t step) {
    return add(number, constant(step * fragment.places));
  }

  /// Of blocks beyond the last the words are zeros.
  Step readStep(Value number, bool exists = true) {
    Step step;
    Value known = number;
    for (const RowTile &rowTile : rowTiles) {
      Value tile = constant(rowTile.number);
      Block block =
          exists
              ? readBlock(rowTile.weight, tile, number, part, fragment.rows)
              : readIfExists(rowTile.weight, tile, number, part, fragment.rows);
      llvm::append_range(step.words, block.words);
      known = block.number;
    }
    for (Value input : grid.inputs)
      for (int64_t matrix = 0; matrix < inputMatrices; ++matrix)
        llvm::append_range(step.activations,
                           readActivations(input, getToken(matrix), known));
    return step;
  }

  /// Whose activations the thread reads: of a matrix that is not full, its
  /// tokens again in place of others.
  Value getToken(int64_t matrix) {
    if (isFull())
      return add(part, constant(matrix * fragment.tokens));
    return arith::RemUIOp::create(b, part, constant(getTokens()));
  }
  bool isFull() { return getTokens() % fragment.tokens == 0; }

  void multiply(const Step &step, Sums &sums) {
    ArrayRef<Value> words = step.words, activations = step.activations;
    for (int64_t plane = 0; plane < kPlanes; plane += fragment.productPlanes)
      for (int64_t tile = 0; tile < countRowTiles(); ++tile)
        for (int64_t group = 0; group < countGroups(); ++group) {
          SmallVector<Value> codes = decode(
              words.slice(tile * fragment.rows + group * fragment.productRows,
                          fragment.productRows),
              plane);
          for (int64_t matrix = 0; matrix < matrices; ++matrix) {
            multiplyFragments(b, b.getLoc(), fragment.fragment,
                              getSum(sums, tile, group, matrix), codes,
                              activations.slice(matrix * kPlanes + plane,
                                                fragment.productPlanes));
          }
        }
  }

  /// Each product, with the numbers of its row tile and of its input.
  void forProducts(
      llvm::function_ref<void(trit::MmtOp, int64_t row, int64_t input)> body) {
    for (auto [row, rowTile] : llvm::enumerate(rowTiles))
      for (auto [input, value] : llvm::enumerate(grid.inputs))
        body(grid.products.at({rowTile.weight, value}),
             static_cast<int64_t>(row), static_cast<int64_t>(input));
  }

  /// In a loop `tern.split`: gives the other waves this one's part of all sums.
  void exchangeSums(Sums &sums) {
    // Until all have read what they last wrote.
    gpu::BarrierOp::create(b);
    Value wave = times(threads.wave, countExchanged(grid.count));
    forProducts([&](trit::MmtOp product, int64_t row, int64_t input) {
      Value own = add(wave, constant(countExchanged(grid.numbers.at(product))));
      for (const Sum &sum : label(sums, row, input))
        memref::StoreOp::create(
            b, sum.total, threads.exchange,
            add(own, add(times(sum.token, kScratchWords), sum.row)));
    });
    gpu::BarrierOp::create(b);
  }

  /// All parts of a product's sums, by the wave that goes on with it.
  void collect(trit::MmtOp product) {
    OpBuilder::InsertionGuard guard(b);
    int64_t number = grid.numbers.at(product), first = countExchanged(number);
    auto own = scf::IfOp::create(b, takesTurn(b, threads, number),
                                 /*withElseRegion=*/false);
    b.setInsertionPointToStart(own.thenBlock());
    SmallVector<Sum> sums;
    for (int64_t token = 0; token < getTokens(); ++token)
      sums.push_back({constant(token), threads.lane,
                      addExchanged(first + token * kScratchWords,
                                   countExchanged(grid.count), sharing)});
    store(product, /*tile=*/0, sums);
  }

  SmallVector<Value> decode(ArrayRef<Value> words, int64_t firstPlane) {
    SmallVector<Value> codes;
    for (int64_t i = 0; i < fragment.productPlanes; ++i)
      for (Value word : words)
        codes.push_back(decodePlane(b, b.getLoc(), word,
                                    static_cast<int32_t>(firstPlane + i)));
    return codes;
  }

  SmallVector<Sum> label(Sums &sums, int64_t rowTile, int64_t input) {
    SmallVector<Sum> labelled;
    for (int64_t group = 0; group < countGroups(); ++group)
      for (int64_t matrix = 0; matrix < inputMatrices; ++matrix)
        for (auto [word, total] : llvm::enumerate(getSum(
                 sums, rowTile, group, input * inputMatrices + matrix))) {
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

  const Grid &grid;
  const FragmentLayout &fragment;
  int64_t inputMatrices, matrices; ///< of tokens: of an input, and of all
  int64_t sharing;                 ///< waves that have a part of the columns
  SmallVector<RowTile> rowTiles;
  Value lane, part, place;
};
} // namespace

void tern::lowerToMatrices(ArrayRef<trit::MmtOp> products,
                           const ProductThreads &threads) {
  auto count = static_cast<int64_t>(products.size());
  Grid grid(products, 0, count);
  if (grid.isWhole(products))
    return MatrixProduct(grid, products.front(), threads).run();
  for (auto [number, op] : llvm::enumerate(products))
    MatrixProduct(Grid(op, static_cast<int64_t>(number), count), op, threads)
        .run();
}
