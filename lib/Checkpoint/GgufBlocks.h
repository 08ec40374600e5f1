//===- GgufBlocks.h - blocks of GGUF's tensor types -----------------------===//
#ifndef TERN_LIB_CHECKPOINT_GGUFBLOCKS_H
#define TERN_LIB_CHECKPOINT_GGUFBLOCKS_H

#include "GgufTypes.h"
#include "tern/Checkpoint/Diagnostic.h"
#include "tern/Checkpoint/GgufTensors.h"

namespace tern {

/// The float of two bytes of an F16.
float halfAt(const uint8_t *bytes);

/// Checks that rows [begin, begin + count) are those of a tensor.
llvm::Error checkRows(const GgufFile &file, const GgufTensor &tensor,
                      int64_t begin, int64_t count);

/// Decodes codes w + 1 of a block of 256 weights; 3 is not checked for.
void decodeTq1Block(const uint8_t *block, int8_t *out);
void decodeTq2Block(const uint8_t *block, int8_t *out);
/// Where the scale of a block lies, an F16.
int64_t tritBlockScaleOffset(GgufType type);

/// Decodes whole rows of an I2_S tensor with `columns`, from weight `begin` of
/// the flat order on. 3 is not checked for.
void decodeI2s(llvm::ArrayRef<uint8_t> codes, I2sLayout layout, int64_t columns,
               int64_t begin, llvm::MutableArrayRef<int8_t> out);

} // namespace tern

#endif // TERN_LIB_CHECKPOINT_GGUFBLOCKS_H
