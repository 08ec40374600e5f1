//===- StageLowering.h - tern operations as stages, one file a family -----===//
#ifndef TERN_LIB_CONVERSION_TERNTOLOOPS_STAGELOWERING_H
#define TERN_LIB_CONVERSION_TERNTOLOOPS_STAGELOWERING_H

#include "../LoopBuilder.h"
#include "tern/Conversion/Passes.h"
#include "tern/Conversion/Step.h"
#include "tern/Schedule/Schedule.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/IR/PatternMatch.h"

namespace tern {

/// Rows of a dense weight that a vector of activations serves.
constexpr int64_t kRowsTogether = 4;

/// Features of a head of the cache.
int64_t getHeadDim(KVAppendOp op);

/// Lowers the operations of one entry, in order. Each `lower` builds a stage in
/// front of the operation and returns the values of its results.
///
/// Every tensor has the entry's capacity of tokens; only the first `live` rows
/// hold values. `tern.tail` shifts its rows to the front, with fewer live.
class StageLowering : LoopBuilder {
public:
  StageLowering(mlir::func::FuncOp entry, trit::TargetAttr target,
                const Schedule &schedule)
      : LoopBuilder(mlir::OpBuilder(entry.getContext()), entry.getLoc(),
                    target.getLanes()),
        entry(entry), target(target), schedule(schedule) {}

  /// Lowers every operation of the entry, or fails with an error on the first
  /// that cannot be.
  mlir::LogicalResult run();

private:
  llvm::SmallVector<mlir::Value> lower(EmbeddingOp op);
  llvm::SmallVector<mlir::Value> lower(RmsNormOp op);
  llvm::SmallVector<mlir::Value> lower(QuantizeOp op);
  llvm::SmallVector<mlir::Value> lower(RmsNormQuantizeOp op);
  llvm::SmallVector<mlir::Value> lower(RopeOp op);
  llvm::SmallVector<mlir::Value> lower(KVAppendOp op);
  llvm::SmallVector<mlir::Value> lower(AttentionOp op);
  llvm::SmallVector<mlir::Value> lower(HeadNormOp op);
  llvm::SmallVector<mlir::Value> lower(LinearOp op);
  llvm::SmallVector<mlir::Value> lower(Int8LinearOp op);
  llvm::SmallVector<mlir::Value> lower(Int6LinearOp op);
  llvm::SmallVector<mlir::Value> lower(ScreenedLinearOp op);
  llvm::SmallVector<mlir::Value> lower(TritLinearOp op);
  llvm::SmallVector<mlir::Value> lower(BiasOp op);
  llvm::SmallVector<mlir::Value> lower(TailOp op);
  llvm::SmallVector<mlir::Value> lower(ColumnsOp op);
  llvm::SmallVector<mlir::Value> lower(MatmulOp op);
  llvm::SmallVector<mlir::Value> lower(DequantizeOp op);
  llvm::SmallVector<mlir::Value> lower(GluOp op);
  llvm::SmallVector<mlir::Value> lower(AddOp op);
  llvm::SmallVector<mlir::Value> lower(FusedMatmulOp op);
  llvm::SmallVector<mlir::Value> lower(FusedGluOp op);

  // Building blocks.
  mlir::Value empty(mlir::Type type);

  /// The live rows of an activation.
  mlir::Value getLive(mlir::Value activation);

  /// An `scf.forall` over `upper` (from 0, by `steps`). The body computes the
  /// tiles of `outputs` and says where each goes.
  struct Tile {
    mlir::Value value;
    llvm::SmallVector<mlir::OpFoldResult> offsets, sizes;
  };
  llvm::SmallVector<mlir::Value>
  forAll(llvm::StringRef name, llvm::ArrayRef<mlir::OpFoldResult> upper,
         llvm::ArrayRef<int64_t> steps, mlir::ValueRange outputs,
         llvm::function_ref<llvm::SmallVector<Tile>(mlir::ValueRange ivs,
                                                    mlir::ValueRange outputs)>
             body);

  /// A vector of `size` elements of the last dimension at `indices`; elements
  /// beyond the tensor's are zero. `inBounds` if there are none.
  mlir::Value read(mlir::Value tensor, mlir::ValueRange indices, int64_t size,
                   bool inBounds);
  /// The same of a dense weight, widened to f32.
  mlir::Value readWide(mlir::Value tensor, mlir::ValueRange indices,
                       int64_t size, bool inBounds);
  /// Prefetches what a weight holds at `indices`, which may lie beyond its end,
  /// to the first-level cache or the second.
  void prefetch(mlir::Value weight, mlir::ValueRange indices, int level = 1);
  mlir::Value write(mlir::Value vector, mlir::Value tensor,
                    mlir::ValueRange indices, bool inBounds);
  /// The sub-tensor at `offsets`, its leading sizes one but the last's whole.
  mlir::Value row(mlir::Value tensor,
                  llvm::ArrayRef<mlir::OpFoldResult> offsets);

  /// Rounded to the nearest integers of eight bits, halves to even, as i32.
  mlir::Value roundToInt8(mlir::Value x);

  // Families.
  /// The largest magnitude of `count` numbers, of which `read` gives a vector
  /// from an index on, and no less than `least`; not a number if one is none.
  mlir::Value
  largestMagnitude(int64_t count, float least,
                   llvm::function_ref<mlir::Value(mlir::Value index)> read);
  /// Of a token of a batch, `places[row, token]`.
  mlir::Value readPlace(mlir::Value places, int64_t row, mlir::Value token);
  /// Where a token of a step stands: from a position on, or at its place.
  mlir::Value positionOf(mlir::Value position, mlir::Value places,
                         mlir::Value token);
  /// Heads [head, head + count) of one token, rotated, written to `output`, a
  /// tensor of 1 x count x 2 x half a head.
  mlir::Value rotateHeads(RopeOp op, mlir::Value token, mlir::Value head,
                          int64_t count, mlir::Value output);
  int64_t getRopeTile(int64_t tokens, int64_t heads) const;
  mlir::Value toCacheType(mlir::Value x, mlir::Type element,
                          mlir::Value inverse);
  mlir::Value writeWords(mlir::Value x, mlir::Value d, int64_t count,
                         mlir::Value out);
  mlir::Value mergeChunks(AttentionOp op, mlir::ValueRange partial,
                          mlir::Value chunks);
  mlir::Value foldTiles(mlir::Value tokens, int64_t size, mlir::Value first);
  mlir::Value reverseTiles(mlir::Value tokens, int64_t size, mlir::Value first);
  llvm::SmallVector<mlir::Value> attendWhole(AttentionOp op, mlir::Value query);
  llvm::SmallVector<mlir::Value> attendAtPlaces(AttentionOp op,
                                                mlir::Value query);
  llvm::SmallVector<mlir::Value> attendInChunks(AttentionOp op,
                                                mlir::Value query);
  /// `tern.attend_token`, which takes what it can from its operands'
  /// operations.
  mlir::Value attendToken(AttentionOp op, mlir::RankedTensorType type);
  void findAbsorbed();
  /// Partial sums of a sum of squares.
  static constexpr int64_t kSumWidth = 32;
  mlir::Value sumRows(mlir::Value first, int64_t count,
                      llvm::function_ref<mlir::Value(mlir::Value)> square);
  mlir::Value sumOfSquares(mlir::Value input, mlir::Value token,
                           int64_t features);
  mlir::Value rootMeanSquareInverse(mlir::Value input, mlir::Value token,
                                    llvm::APFloat eps);
  llvm::SmallVector<mlir::Value> quantizeStage(llvm::StringRef name,
                                               mlir::Value input,
                                               mlir::ValueRange results,
                                               mlir::Value weight,
                                               mlir::FloatAttr eps);
  /// A stage whose tiles are tokens; `body` makes results' rows of an input's.
  llvm::SmallVector<mlir::Value> wholeRows(
      llvm::StringRef name, mlir::Value input, mlir::TypeRange types,
      llvm::function_ref<llvm::SmallVector<mlir::Value>(mlir::Value row,
                                                        mlir::ValueRange outs)>
          body);
  /// Quantises a row, normalised first if there is a weight.
  llvm::SmallVector<mlir::Value> quantizeRow(mlir::Value row,
                                             mlir::Value weight,
                                             mlir::FloatAttr eps,
                                             mlir::ValueRange outs);
  /// Whether a quantised row is one token's, and all that read it products,
  /// whose workers can quantise it themselves.
  bool isRowOfProducts(mlir::ValueRange results);
  /// Puts such rows into the stages of their products.
  void quantizeInProducts();
  llvm::SmallVector<mlir::Value> normalizeRow(RmsNormOp op, mlir::Value row,
                                              mlir::ValueRange outs);
  struct Projection {
    mlir::Value weight, scale;
  };
  /// Products of the same quantised activations, and what an epilogue needs.
  struct Product {
    mlir::Value input, scales, sums;
    llvm::SmallVector<Projection> projections;
    bool divide = false;
    mlir::Value residual;
    std::optional<Activation> activation;
    trit::LayoutAttr layout;
  };
  llvm::SmallVector<mlir::Value> productStage(llvm::StringRef name,
                                              const Product &product,
                                              mlir::RankedTensorType type);
  mlir::Value createMmt(const Product &product, mlir::Value weight,
                        int64_t rows);
  mlir::Value createDequantize(llvm::ArrayRef<mlir::Value> accumulators,
                               const Product &product,
                               mlir::RankedTensorType type);
  using PointwiseBody = llvm::function_ref<mlir::Value(
      mlir::OpBuilder &, mlir::Location, mlir::ValueRange)>;
  mlir::Value createPointwise(mlir::ValueRange inputs,
                              llvm::ArrayRef<mlir::AffineMap> maps,
                              mlir::RankedTensorType type, PointwiseBody body);
  /// How the stage of a product is tiled.
  struct ProductTiles {
    int64_t rows;         ///< of a tile
    int64_t expandedRows; ///< where weights are decoded once, or 0
    int64_t tokens;       ///< of a tile
  };
  ProductTiles chooseTiles(mlir::RankedTensorType type, trit::LayoutAttr layout,
                           int64_t products) const;
  llvm::SmallVector<mlir::Value> tileStage(llvm::StringRef name,
                                           mlir::Value root, mlir::Value live,
                                           const ProductTiles &tiles);
  /// Where a dense weight is prefetched, from where it is read.
  struct Prefetched {
    int64_t rows = 0, columns = 0;
    bool any() const { return rows != 0 || columns != 0; }
  };
  /// The sums, lane by lane, of products of columns [begin, end) of some tokens
  /// and some rows of a dense weight, of each token all rows.
  llvm::SmallVector<mlir::Value>
  addSegment(mlir::Value input, mlir::Value weight, mlir::ValueRange tokens,
             mlir::ValueRange rows, mlir::Value begin, mlir::Value end,
             Prefetched ahead);
  mlir::Value addRest(mlir::Value input, mlir::Value weight, mlir::Value token,
                      mlir::Value row, mlir::Value sum);
  llvm::SmallVector<mlir::Value>
  forSegments(mlir::Value weight, mlir::ValueRange carried,
              llvm::function_ref<llvm::SmallVector<mlir::Value>(
                  mlir::Value begin, mlir::Value end, mlir::ValueRange)>
                  body);
  /// The dot product of a token and a row of a dense weight, in an order that
  /// depends on the target alone; `ahead` prefetches the row and the next.
  mlir::Value dotRow(mlir::Value input, mlir::Value weight, mlir::Value token,
                     mlir::Value row, bool ahead);
  /// Those of some tokens and `rows` rows as they are before their lanes are
  /// added, written to `sums`, [rows, tokens, lanes]; the same bits.
  mlir::Value dotRows(mlir::Value input, mlir::Value weight,
                      mlir::ValueRange tokens, mlir::Value firstRow,
                      int64_t rows, mlir::Value sums);

  /// How the stage of a dense layer is tiled.
  struct DenseTiles {
    int64_t rows;     ///< of a tile
    int64_t together; ///< rows of one token that are written at once
    int64_t tokens;   ///< of a tile
  };
  DenseTiles chooseTiles(mlir::RankedTensorType type) const;
  /// A stage over the row tiles of a dense weight. The body writes rows
  /// [first, first + rows of a tile) of `count` tokens to `out`, whose rows
  /// they are from `at` on. `anyRest`: see `forTokenTiles`. `many`, if there is
  /// one, computes the first tokens of a tile's rows, and says how many.
  llvm::SmallVector<mlir::Value>
  denseStage(llvm::StringRef name, const DenseTiles &tiles,
             mlir::RankedTensorType type, mlir::Value live, bool anyRest,
             llvm::function_ref<mlir::Value(llvm::ArrayRef<mlir::Value> tokens,
                                            mlir::Value firstRow,
                                            mlir::Value out, mlir::Value at)>
                 body,
             llvm::function_ref<std::pair<mlir::Value, mlir::Value>(
                 mlir::Value firstRow, mlir::Value out)>
                 many = nullptr);

  // Activations of 16 bits: Digits.h.
  struct Digits;
  Digits formDigits(mlir::Value input, int64_t padded, bool inGroups);
  Digits formWords(mlir::Value input, int64_t padded);
  std::pair<mlir::Value, mlir::Value> findStep(mlir::Value input,
                                               mlir::Value token);
  /// `256 * upper + lower`, sums of products with digits, times `scales`.
  mlir::Value joinSums(mlir::Value upper, mlir::Value lower,
                       mlir::Value scales);
  /// Puts a number into a token's row, `[1, N]`.
  mlir::Value putNumber(mlir::Value number, int64_t at, mlir::Value row);
  mlir::Value sumGroups(llvm::ArrayRef<mlir::Value> digits, int64_t padded,
                        mlir::Value out);
  struct Codes;
  llvm::SmallVector<mlir::Value>
  dotDigits(const Codes &codes, mlir::ValueRange tokens, mlir::ValueRange rows,
            int64_t chains, mlir::ValueRange aheadRows, int64_t aheadColumns);
  /// How products of vectors of columns are added: `body` adds those of columns
  /// k, k + 1, ... to `sums`, of which there are `count` in each of the chains.
  struct ColumnLoop;
  llvm::SmallVector<mlir::Value>
  sumColumns(const ColumnLoop &loop, int64_t first, int64_t end,
             llvm::function_ref<void(mlir::Value k, bool inBounds,
                                     llvm::MutableArrayRef<mlir::Value> sums)>
                 body);
  llvm::SmallVector<mlir::Value> dotWords(const Codes &codes,
                                          mlir::ValueRange tokens,
                                          mlir::ValueRange rows,
                                          const ColumnLoop &loop);
  llvm::SmallVector<mlir::Value>
  dotInt6(const Codes &codes, mlir::ValueRange tokens, mlir::ValueRange rows,
          int64_t chains, mlir::ValueRange aheadRows, int64_t aheadBytes);
  llvm::SmallVector<mlir::Value> codeStage(llvm::StringRef name,
                                           const Codes &codes, mlir::Value live,
                                           mlir::RankedTensorType type);
  llvm::SmallVector<mlir::Value> tiledCodeStage(Int8LinearOp op);
  struct DigitTiles;
  DigitTiles formDigitTiles(mlir::Value input, int64_t tokens);
  llvm::SmallVector<mlir::Value> dotTile(mlir::Value weight,
                                         const DigitTiles &digits,
                                         mlir::Value tokenTile, int64_t tokens,
                                         mlir::Value tile, bool ahead);
  mlir::Value joinTile(const DigitTiles &digits, mlir::Value token,
                       mlir::Value scales, mlir::Value upper,
                       mlir::Value lower);
  std::pair<mlir::Value, mlir::Value>
  multiplyByMatrices(const Codes &codes, mlir::Value live, int64_t rows,
                     mlir::Value firstRow, mlir::Value out);
  llvm::SmallVector<mlir::Value> dotInTurn(const Codes &codes,
                                           mlir::Value token,
                                           llvm::ArrayRef<mlir::Value> rows);
  struct DigitTerms;
  DigitTerms readTerms(const Codes &codes, mlir::ValueRange tokens,
                       int64_t rows);
  mlir::Value joinDigits(const Codes &codes, const DigitTerms &terms,
                         mlir::Value firstRow,
                         llvm::ArrayRef<mlir::Value> sums);

  // A screened head: Screen.h.
  struct Screen;
  struct ScreenedRow;
  void formDigits(Screen &screen);
  mlir::Value dotHalves(const Screen &screen, mlir::Value codes,
                        mlir::Value token, mlir::Value row);
  ScreenedRow readScreenedRow(const Screen &screen, mlir::Value token,
                              mlir::Value row);
  Tile estimateTile(const Screen &screen, mlir::Value token,
                    mlir::Value firstRow, mlir::Value estimates,
                    mlir::Value &atLeast,
                    llvm::function_ref<std::pair<mlir::Value, mlir::Value>(
                        mlir::Value row, mlir::Value last)>
                        make);
  llvm::SmallVector<mlir::Value>
  estimateStage(llvm::StringRef name, const Screen &screen,
                mlir::Value estimates,
                llvm::function_ref<std::pair<mlir::Value, mlir::Value>(
                    mlir::Value token, mlir::Value row, mlir::Value last)>
                    make);
  mlir::Value findThreshold(const Screen &screen, mlir::Value maxima,
                            mlir::Value token);
  mlir::Value thresholdStage(const Screen &screen, mlir::Value maxima,
                             mlir::Value before);
  mlir::Value mayReach(mlir::Value estimate, mlir::Value off,
                       mlir::Value threshold, mlir::Value token);
  llvm::SmallVector<mlir::Value>
  choose(mlir::Value condition, mlir::TypeRange types,
         llvm::function_ref<llvm::SmallVector<mlir::Value>()> then,
         llvm::function_ref<llvm::SmallVector<mlir::Value>()> otherwise);
  llvm::SmallVector<mlir::Value>
  choose(mlir::Value condition, mlir::TypeRange types,
         llvm::function_ref<llvm::SmallVector<mlir::Value>()> then,
         mlir::ValueRange otherwise);
  llvm::SmallVector<mlir::Value> rescoreStage(const Screen &screen,
                                              mlir::Value estimates,
                                              mlir::Value threshold);

  int64_t getRowTile(mlir::RankedTensorType type, int64_t granule) const;
  int64_t getExpandedRows(mlir::RankedTensorType type, int64_t rowsPerTile,
                          int64_t products) const;
  int64_t leastExpanded() const;
  int64_t getEmbeddingTile(int64_t features) const;
  mlir::Value forExpandedTiles(
      mlir::Value live, mlir::Value out,
      llvm::function_ref<mlir::Value(mlir::Value token, int64_t tokens,
                                     mlir::Value out)>
          body);
  /// Every tile of `forTokenTiles` from 0 on begins at a multiple of this,
  /// where a rest may have any size.
  static int64_t getTokenStep(int64_t tile);
  mlir::Value
  forTokenTiles(mlir::Value begin, mlir::Value live, int64_t tile, bool anyRest,
                mlir::Value out,
                llvm::function_ref<mlir::Value(mlir::Value token,
                                               int64_t tokens, mlir::Value out)>
                    body);
  mlir::Value moveRows(llvm::StringRef name, mlir::Value input,
                       mlir::Value first, mlir::Value live);
  void copyToLogits();

  mlir::func::FuncOp entry;
  trit::TargetAttr target;
  Schedule schedule;
  /// Operations that `tern.attend_token` stands for as well.
  llvm::SetVector<mlir::Operation *> absorbed;
  /// Live rows of what follows a `tern.tail`; everything else has all tokens.
  llvm::DenseMap<mlir::Value, mlir::Value> liveRows;
};

} // namespace tern

#endif // TERN_LIB_CONVERSION_TERNTOLOOPS_STAGELOWERING_H
