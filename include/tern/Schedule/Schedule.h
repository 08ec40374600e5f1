//===- Schedule.h - how code is cut into tiles, as data -------------------===//
//
// Tile sizes, unrolling, prefetch distances, layouts and the partition of work
// are numbers, which passes read and a file can give (docs/tuning.md). They
// decide how fast code is, and never what it computes: neither integers nor the
// order of a sum of floats.
//
//===----------------------------------------------------------------------===//
#ifndef TERN_SCHEDULE_SCHEDULE_H
#define TERN_SCHEDULE_SCHEDULE_H

#include "dialects/Trit/Trit.h"

#include "mlir/IR/Operation.h"

namespace tern {

/// On a module: the fields that somebody gave, or after the stage `schedule`
/// all; a dictionary of dictionaries, named as in a file.
inline constexpr llvm::StringLiteral kScheduleAttrName = "tern.schedule";

/// A value for each field; Fields.h says what they mean, what is allowed and
/// what a target has unless said otherwise.
struct Schedule {
  enum Partition : int64_t { Contiguous, Interleaved, Claims };

  struct {
    int64_t prefillTokens, partition;
  } step = {};
  struct {
    int64_t encoding, tokens, expandedTokens, decodeRowTiles, prefillRowTiles,
        expandedRowTiles, chains, prefetchBytes, expandReuse, expandBytes;

    /// Whether what is decoded once has tiles of tokens of its own.
    bool expandsApart() const { return expandedTokens != 0; }
  } product = {};
  struct {
    int64_t rowsAtOnce, tileRows, tokens, tokensTogether, accumulators,
        prefetchBytes;
  } linear = {};
  struct {
    int64_t keyBlock, tileRows, scoreRows, scoreVectors, valueRows,
        valueVectors, decodeValueRows, decodeValueVectors, prefetchBytes;
  } attention = {};
  struct {
    int64_t prefetchBytes, parts;
  } screen = {};

  /// What holds for `op`: the fields of its module's attribute, and the
  /// defaults of its target. Emits an error if the attribute has a field that
  /// there is not, or a value that is not allowed.
  static mlir::FailureOr<Schedule> get(mlir::Operation *op);
};

/// Makes `value` the module's for the field of that name (`step.partition`).
/// Emits an error if it is not allowed.
mlir::LogicalResult setScheduleField(mlir::Operation *module,
                                     llvm::StringRef name, int64_t value);

/// Notes in the module's attribute what `Schedule::get` has, every field.
mlir::LogicalResult completeSchedule(mlir::Operation *module);

} // namespace tern

#endif // TERN_SCHEDULE_SCHEDULE_H
