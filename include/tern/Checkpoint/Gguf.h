//===- Gguf.h - reading GGUF files ----------------------------------------===//
//
// A GGUF file, version 2 or 3, little-endian, is: `GGUF`, the version (u32),
// how many tensors and key-values there are (u64 each), the key-values (key,
// type, value), the tensor infos (name, dimensions from the fastest to the
// slowest, type, offset), and the data section. The data section and every
// tensor in it begin at a multiple of `general.alignment`, which is 32 unless
// given.
//
//===----------------------------------------------------------------------===//
#ifndef TERN_CHECKPOINT_GGUF_H
#define TERN_CHECKPOINT_GGUF_H

#include "tern/Checkpoint/OpenFile.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/MemoryBuffer.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace tern {

/// Types of tensors that Tern reads; the values are those in a file.
enum class GgufType : uint32_t {
  F32 = 0,
  F16 = 1,
  Q8_0 = 8,
  Q6_K = 14,
  BF16 = 30,
  TQ1_0 = 34,
  TQ2_0 = 35,
  I2_S = 36,
};

/// The usual name of a type, e.g. `TQ2_0`.
llvm::StringRef ggufTypeName(GgufType type);

/// Types of values; the numbers are those in a file.
enum class GgufValueType : uint32_t {
  U8 = 0,
  I8 = 1,
  U16 = 2,
  I16 = 3,
  U32 = 4,
  I32 = 5,
  F32 = 6,
  Bool = 7,
  String = 8,
  Array = 9,
  U64 = 10,
  I64 = 11,
  F64 = 12,
};

/// A checked value in the mapped file.
struct GgufValue {
  GgufValueType type;
  /// Of an array: the type and number of its elements.
  GgufValueType element;
  uint64_t count;
  /// The value's bytes: of a string its text, of an array all its elements.
  llvm::ArrayRef<uint8_t> bytes;
};

/// A tensor in a mapped file.
struct GgufTensor {
  llvm::StringRef name;
  GgufType type;
  /// Row-major as everywhere else: the last dimension is the fastest.
  llvm::SmallVector<int64_t, 4> shape;
  /// Where the bytes lie in the data section.
  uint64_t begin, end;

  /// Elements of a row: the last dimension.
  int64_t columns() const { return shape.empty() ? 1 : shape.back(); }
  /// The product of all other dimensions.
  int64_t rows() const;
};

/// Whether a path is a regular file that begins as GGUF files do.
bool isGguf(llvm::StringRef path);

/// A mapped GGUF file, all of its header checked. Names, keys and strings point
/// into the mapping and live as long as the file.
class GgufFile {
public:
  /// Maps and checks a file. An error is one line that names the file and the
  /// key or tensor that is wrong.
  static llvm::Expected<GgufFile> open(llvm::StringRef path);
  /// The same from memory; the buffer's identifier is the path in errors.
  static llvm::Expected<GgufFile>
  parse(std::unique_ptr<llvm::MemoryBuffer> buffer);

  llvm::StringRef path() const { return buffer->getBufferIdentifier(); }

  /// The tensor of a name, or null.
  const GgufTensor *find(llvm::StringRef name) const;
  /// The tensor of a name; an error if there is none.
  llvm::Expected<const GgufTensor *> tensor(llvm::StringRef name) const;
  /// All tensors, in the order of their bytes.
  llvm::ArrayRef<GgufTensor> tensors() const { return entries; }
  /// The bytes of a tensor, mapped as long as the file is open.
  llvm::ArrayRef<uint8_t> bytes(const GgufTensor &tensor) const;
  /// Tells the system what is about to happen to bytes of this file.
  void advise(llvm::ArrayRef<uint8_t> bytes, Access access) const {
    tern::advise(*buffer, bytes, access);
  }

  bool has(llvm::StringRef key) const { return values.contains(key); }
  /// The value of a key, or null.
  const GgufValue *value(llvm::StringRef key) const;

  // Typed values. The error says what was expected for which key and what is
  // there, for a key that is missing too.

  /// An integer of any width within [low, high].
  llvm::Expected<int64_t> integer(llvm::StringRef key, int64_t low,
                                  int64_t high) const;
  /// A floating-point number, or an integer, within [low, high].
  llvm::Expected<double> number(llvm::StringRef key, double low,
                                double high) const;
  llvm::Expected<bool> boolean(llvm::StringRef key) const;
  llvm::Expected<llvm::StringRef> string(llvm::StringRef key) const;
  /// An array of strings.
  llvm::Expected<std::vector<llvm::StringRef>>
  strings(llvm::StringRef key) const;
  /// An array of integers of any one width, each within [low, high].
  llvm::Expected<std::vector<int64_t>>
  integers(llvm::StringRef key, int64_t low, int64_t high) const;
  /// An array of finite float32.
  llvm::Expected<std::vector<float>> floats(llvm::StringRef key) const;

  /// The error `PATH: KEY: expected EXPECTED, got ...`.
  llvm::Error failExpected(llvm::StringRef key,
                           const llvm::Twine &expected) const;

private:
  explicit GgufFile(std::unique_ptr<llvm::MemoryBuffer> buffer)
      : buffer(std::move(buffer)) {}
  class HeaderReader;
  llvm::Error placeTensors(uint64_t headerEnd);

  std::unique_ptr<llvm::MemoryBuffer> buffer;
  uint64_t dataOffset = 0;
  llvm::StringMap<GgufValue> values;
  std::vector<GgufTensor> entries;
  llvm::StringMap<size_t> index;
};

} // namespace tern

#endif // TERN_CHECKPOINT_GGUF_H
