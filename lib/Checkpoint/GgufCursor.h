//===- GgufCursor.h - reading a GGUF header front to back -----------------===//
#ifndef TERN_LIB_CHECKPOINT_GGUFCURSOR_H
#define TERN_LIB_CHECKPOINT_GGUFCURSOR_H

#include "tern/Checkpoint/Gguf.h"

namespace tern {

/// Takes pieces off the front of a header and refuses to go beyond its end.
/// `what` names the piece in an error.
class GgufCursor {
public:
  GgufCursor(llvm::StringRef path, llvm::ArrayRef<uint8_t> all)
      : path(path), all(all) {}

  /// Bytes taken so far.
  uint64_t offset() const { return position; }

  llvm::Expected<llvm::ArrayRef<uint8_t>> bytes(uint64_t size,
                                                const llvm::Twine &what);
  llvm::Expected<uint32_t> u32(const llvm::Twine &what);
  llvm::Expected<uint64_t> u64(const llvm::Twine &what);
  /// A number of items of at least `itemBytes` each, which must fit into what
  /// is left: so nothing is ever allocated or looped over for a count alone.
  llvm::Expected<uint64_t> count(uint64_t itemBytes, const llvm::Twine &what);
  llvm::Expected<llvm::StringRef> string(const llvm::Twine &what);
  /// A value's type and the value.
  llvm::Expected<GgufValue> value(const llvm::Twine &what);

private:
  llvm::Expected<GgufValueType> valueType(const llvm::Twine &what);
  llvm::Error skipElements(GgufValueType type, uint64_t count, int depth,
                           const llvm::Twine &what);
  /// A value whose type has a fixed size, or an array of them.
  llvm::Error skipFixed(GgufValueType type, uint64_t count,
                        const llvm::Twine &what);

  llvm::StringRef path;
  llvm::ArrayRef<uint8_t> all;
  uint64_t position = 0;
};

/// Bytes of a value of a type, 0 for strings and arrays.
uint64_t ggufValueSize(GgufValueType type);
/// The name of a type, e.g. `u32`.
llvm::StringRef ggufValueTypeName(GgufValueType type);

} // namespace tern

#endif // TERN_LIB_CHECKPOINT_GGUFCURSOR_H
