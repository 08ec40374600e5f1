//===- Address.h - where a memory access goes -----------------------------===//
#ifndef TERN_LIB_CONVERSION_GPU_ADDRESS_H
#define TERN_LIB_CONVERSION_GPU_ADDRESS_H

#include "mlir/Dialect/MemRef/IR/MemRef.h"

namespace tern {

/// The element that an access of a buffer reads or writes: `constant + sum of
/// terms` elements behind the bytes `shift` of `root`.
struct Address {
  struct Term {
    mlir::Value index;
    int64_t stride;
  };

  mlir::Value root;      ///< an argument or an allocation
  mlir::Value shift;     ///< of the view of a buffer of bytes; null for none
  int64_t viewBytes = 0; ///< of that view
  mlir::Type element;
  llvm::SmallVector<Term> terms;
  int64_t constant = 0;
};

/// Looks through views, subviews and reshapes, whose strides must be static.
mlir::FailureOr<Address> getAddress(mlir::Value buffer,
                                    mlir::ValueRange indices);

/// A load or store of an element or of a few bytes, what a copy reads, or a
/// counter that an arrival changes.
struct Access {
  mlir::Value buffer;
  mlir::ValueRange indices;
  bool isWrite = false;
};
std::optional<Access> getAccess(mlir::Operation *op);

} // namespace tern

#endif // TERN_LIB_CONVERSION_GPU_ADDRESS_H
