//===- Lanes.h - where a vector's elements lie in threads -----------------===//
#ifndef TERN_LIB_CONVERSION_VECTORTOLANES_LANES_H
#define TERN_LIB_CONVERSION_VECTORTOLANES_LANES_H

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/GPU/IR/GPUDialect.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/Transforms/DialectConversion.h"

namespace tern {

/// How the threads of a workgroup, the lanes, hold vectors. Element i of the
/// last dimension is in lane `i mod lanes`, in its register `i div lanes`; of
/// fewer elements than lanes, a power of two, lane l holds element l mod n. The
/// leading dimensions are registers too, in their order.
///
/// Bytes that a dot product takes are packed: four of them, as many as four a
/// lane, or half of that, are words, and word i is in lane `i mod lanes`.
class Lanes : public mlir::TypeConverter {
public:
  explicit Lanes(int64_t count);

  int64_t count() const { return lanes; }
  bool isPacked(mlir::VectorType type) const;
  /// What a register of `type` holds.
  mlir::Type getElementType(mlir::VectorType type) const;
  /// Registers of one row of the last dimension; 0 if lanes cannot hold it.
  int64_t getRowRegisters(mlir::VectorType type) const;
  /// Registers of the whole vector.
  int64_t getRegisters(mlir::VectorType type) const;

private:
  int64_t lanes;
};

/// The thread's lane.
mlir::Value getLane(mlir::OpBuilder &b, mlir::Location loc);
/// The value of `register` in the lane that `lane` (an i32) says.
mlir::Value readLane(mlir::OpBuilder &b, mlir::Location loc, mlir::Value value,
                     mlir::Value lane, int64_t lanes);

/// Base of patterns on vectors.
template <typename Op> struct LanePattern : mlir::OpConversionPattern<Op> {
  explicit LanePattern(const Lanes &lanes, mlir::MLIRContext *context)
      : mlir::OpConversionPattern<Op>(lanes, context), lanes(lanes) {}
  const Lanes &lanes;
};

void populateElementwiseToLanes(const Lanes &lanes,
                                mlir::RewritePatternSet &patterns);
void populateTransfersToLanes(const Lanes &lanes,
                              mlir::RewritePatternSet &patterns);
void populateRearrangementsToLanes(const Lanes &lanes,
                                   mlir::RewritePatternSet &patterns);
void populateTritToLanes(const Lanes &lanes, mlir::RewritePatternSet &patterns);

} // namespace tern

#endif // TERN_LIB_CONVERSION_VECTORTOLANES_LANES_H
