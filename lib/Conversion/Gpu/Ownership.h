//===- Ownership.h - which thread accesses an element ---------------------===//
#ifndef TERN_LIB_CONVERSION_GPU_OWNERSHIP_H
#define TERN_LIB_CONVERSION_GPU_OWNERSHIP_H

#include "Address.h"

namespace tern {

/// What is known of an index: `lane * thread + offset` modulo the lanes.
struct Congruence {
  int64_t lane = 0, offset = 0;
};

/// The congruence of `value`, if it has one that is seen.
std::optional<Congruence> getCongruence(mlir::Value value, int64_t lanes);

/// If each element of an address is accessed by the thread of its own index,
/// modulo the lanes and but for a constant: that constant.
std::optional<int64_t> getOwnerOffset(const Address &address, int64_t lanes);

} // namespace tern

#endif // TERN_LIB_CONVERSION_GPU_OWNERSHIP_H
