//===- DType.h - element types of stored tensors --------------------------===//
#ifndef TERN_CHECKPOINT_DTYPE_H
#define TERN_CHECKPOINT_DTYPE_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"

#include <cstdint>
#include <optional>

namespace tern {

/// Element types of the safetensors format.
enum class DType : uint8_t {
  F64,
  F32,
  F16,
  BF16,
  I64,
  I32,
  I16,
  I8,
  U64,
  U32,
  U16,
  U8,
  Bool,
  F8E4M3,
  F8E5M2,
  F8E8M0,
};

/// The name in a file, e.g. `BF16`.
llvm::StringRef dtypeName(DType dtype);
/// The type of a name in a file, or nothing.
std::optional<DType> parseDType(llvm::StringRef name);
/// Bytes of an element.
int64_t dtypeSize(DType dtype);
/// Whether `toFloat` converts it.
bool isConvertibleToFloat(DType dtype);

/// Converts elements to f32, exactly. `dtype` is F32, F16 or BF16,
/// little-endian at any alignment; `bytes` holds as many elements as `out`.
void toFloat(DType dtype, llvm::ArrayRef<uint8_t> bytes,
             llvm::MutableArrayRef<float> out);

} // namespace tern

#endif // TERN_CHECKPOINT_DTYPE_H
