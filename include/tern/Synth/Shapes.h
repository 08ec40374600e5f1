//===- Shapes.h - the sizes of known models -------------------------------===//
#ifndef TERN_SYNTH_SHAPES_H
#define TERN_SYNTH_SHAPES_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

#include <cstdint>

namespace tern {

/// The sizes of a decoder-only transformer.
struct ModelShape {
  llvm::StringRef name;
  int64_t hidden, intermediate, layers, heads, kvHeads, vocab, context;
  double ropeTheta;
  bool tied;              ///< the head is the embedding table
  llvm::StringRef source; ///< where the sizes are from

  int64_t headDim() const { return hidden / heads; }
  int64_t kvFeatures() const { return kvHeads * headDim(); }
  /// Weights of the projections, which are ternary.
  int64_t ternaryWeights() const;
  /// All weights but those of norms.
  int64_t weights() const;
};

/// The known shapes, small to large.
llvm::ArrayRef<ModelShape> getShapes();

/// The shape of a name; an error lists the known ones.
llvm::Expected<ModelShape> findShape(llvm::StringRef name);

/// Checks that a checkpoint can have the shape. The error names a size as the
/// flags of `tern-synth` do.
llvm::Error checkShape(const ModelShape &shape);

} // namespace tern

#endif // TERN_SYNTH_SHAPES_H
