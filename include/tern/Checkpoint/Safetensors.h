//===- Safetensors.h - reading safetensors files --------------------------===//
//
// A safetensors file is the length of its header (8 bytes, little-endian), the
// header (a JSON object: name -> dtype, shape, data_offsets; `__metadata__` is
// free text and ignored) and the data section, which the tensors fill without
// overlaps or holes.
//
//===----------------------------------------------------------------------===//
#ifndef TERN_CHECKPOINT_SAFETENSORS_H
#define TERN_CHECKPOINT_SAFETENSORS_H

#include "tern/Checkpoint/DType.h"
#include "tern/Checkpoint/OpenFile.h"

#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/MemoryBuffer.h"

#include <memory>
#include <string>
#include <vector>

namespace tern {

/// Bytes that a header may have: the format's own limit.
inline constexpr uint64_t kMaxSafetensorsHeader = 100'000'000;

/// A tensor in a mapped file, row-major and little-endian at any alignment.
struct StoredTensor {
  std::string name;
  DType dtype;
  llvm::SmallVector<int64_t, 4> shape;
  /// Where the bytes lie in the data section.
  uint64_t begin, end;
};

/// A mapped safetensors file, every field of its header checked.
class SafetensorsFile {
public:
  /// Maps and checks a file. An error is one line that names the file and the
  /// tensor that is wrong.
  static llvm::Expected<SafetensorsFile> open(llvm::StringRef path);
  /// The same from memory; the buffer's identifier is the path in errors.
  static llvm::Expected<SafetensorsFile>
  parse(std::unique_ptr<llvm::MemoryBuffer> buffer);

  /// The tensor of a name, or null.
  const StoredTensor *find(llvm::StringRef name) const;
  /// All tensors, in the order of their bytes.
  llvm::ArrayRef<StoredTensor> tensors() const { return entries; }
  /// The bytes of a tensor, mapped as long as the file is open.
  llvm::ArrayRef<uint8_t> bytes(const StoredTensor &tensor) const;
  /// Tells the system what is about to happen to bytes of this file.
  void advise(llvm::ArrayRef<uint8_t> bytes, Access access) const {
    tern::advise(*buffer, bytes, access);
  }
  llvm::StringRef path() const { return buffer->getBufferIdentifier(); }

private:
  explicit SafetensorsFile(std::unique_ptr<llvm::MemoryBuffer> buffer)
      : buffer(std::move(buffer)) {}
  llvm::Error readHeader();
  llvm::Error readEntry(llvm::StringRef name, const llvm::json::Value &value);
  llvm::Error checkCoverage() const;

  std::unique_ptr<llvm::MemoryBuffer> buffer;
  uint64_t dataOffset = 0;
  std::vector<StoredTensor> entries;
  llvm::StringMap<size_t> index;
};

/// Elements of a shape, or nothing if a dimension is negative or the number
/// overflows.
std::optional<int64_t> elementCount(llvm::ArrayRef<int64_t> shape);
/// A shape as text: `[2, 3]`.
std::string shapeText(llvm::ArrayRef<int64_t> shape);

} // namespace tern

#endif // TERN_CHECKPOINT_SAFETENSORS_H
