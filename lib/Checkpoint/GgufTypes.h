//===- GgufTypes.h - how GGUF's tensor types store elements ---------------===//
#ifndef TERN_LIB_CHECKPOINT_GGUFTYPES_H
#define TERN_LIB_CHECKPOINT_GGUFTYPES_H

#include "tern/Checkpoint/Gguf.h"

#include <string>

namespace tern {

/// Elements of a row are stored in blocks of `elements`, each `bytes` long.
struct GgufBlock {
  int64_t elements, bytes;
};

/// The blocks of a type; of I2_S, whose blocks are not those of rows, four
/// elements and the byte that holds them.
GgufBlock ggufBlock(GgufType type);

/// Bytes after the last block: I2_S has 32, which begin with its scale.
int64_t ggufTrailerBytes(GgufType type);

/// The type of an id in a file, or nothing.
std::optional<GgufType> parseGgufType(uint32_t id);

/// A type's id for an error, with the name that ggml gives it if there is one:
/// `Q4_K (12)`.
std::string ggufTypeText(uint32_t id);
/// The names of all types that are read, for an error.
std::string ggufTypeNames();

} // namespace tern

#endif // TERN_LIB_CHECKPOINT_GGUFTYPES_H
