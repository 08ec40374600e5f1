//===- GgufSupport.h - GGUF files of tests --------------------------------===//
#ifndef TERN_UNITTESTS_CHECKPOINT_GGUFSUPPORT_H
#define TERN_UNITTESTS_CHECKPOINT_GGUFSUPPORT_H

#include "unittests/Checkpoint/TestSupport.h"

#include "tern/Checkpoint/Gguf.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/bit.h"
#include "llvm/Support/MathExtras.h"

namespace tern::test {

// Values of F16.
constexpr uint16_t half = 0x3800, one = 0x3c00;

/// The bytes of a number, little-endian.
template <typename T> std::string bytesOf(T value) {
  std::string bytes(sizeof(T), '\0');
  llvm::support::endian::write<T, llvm::endianness::little>(bytes.data(),
                                                            value);
  return bytes;
}
inline std::string bytesOf(float value) {
  return bytesOf(llvm::bit_cast<uint32_t>(value));
}
inline std::string bytesOf(double value) {
  return bytesOf(llvm::bit_cast<uint64_t>(value));
}

/// A string in a GGUF file.
inline std::string lengthAnd(llvm::StringRef text) {
  return bytesOf<uint64_t>(text.size()) + text.str();
}

/// The bytes of a GGUF file, right or wrong.
class GgufBuilder {
public:
  /// A key with a value of any type as its bytes.
  GgufBuilder &raw(llvm::StringRef key, GgufValueType type,
                   llvm::StringRef value) {
    ++valueCount;
    values += lengthAnd(key) + bytesOf(static_cast<uint32_t>(type));
    values += value;
    return *this;
  }
  GgufBuilder &add(llvm::StringRef key, uint32_t value) {
    return raw(key, GgufValueType::U32, bytesOf(value));
  }
  GgufBuilder &add(llvm::StringRef key, float value) {
    return raw(key, GgufValueType::F32, bytesOf(value));
  }
  GgufBuilder &add(llvm::StringRef key, bool value) {
    return raw(key, GgufValueType::Bool,
               value ? llvm::StringRef("\1") : llvm::StringRef("\0", 1));
  }
  GgufBuilder &add(llvm::StringRef key, const char *value) {
    return raw(key, GgufValueType::String, lengthAnd(value));
  }
  GgufBuilder &add(llvm::StringRef key, llvm::ArrayRef<llvm::StringRef> list) {
    std::string bytes;
    for (llvm::StringRef text : list)
      bytes += lengthAnd(text);
    return array(key, GgufValueType::String, list.size(), bytes);
  }
  GgufBuilder &add(llvm::StringRef key, llvm::ArrayRef<float> list) {
    std::string bytes;
    for (float value : list)
      bytes += bytesOf(value);
    return array(key, GgufValueType::F32, list.size(), bytes);
  }
  GgufBuilder &add(llvm::StringRef key, llvm::ArrayRef<int32_t> list) {
    std::string bytes;
    for (int32_t value : list)
      bytes += bytesOf(value);
    return array(key, GgufValueType::I32, list.size(), bytes);
  }
  GgufBuilder &array(llvm::StringRef key, GgufValueType element, uint64_t count,
                     llvm::StringRef bytes) {
    return raw(key, GgufValueType::Array,
               bytesOf(static_cast<uint32_t>(element)) + bytesOf(count) +
                   bytes.str());
  }

  /// A tensor where it belongs: after the one before, aligned.
  GgufBuilder &tensor(llvm::StringRef name, GgufType type,
                      llvm::ArrayRef<uint64_t> shape, llvm::StringRef bytes) {
    info(name, shape, static_cast<uint32_t>(type),
         llvm::alignTo(data.size(), alignment));
    return append(bytes);
  }
  /// A tensor's info alone.
  GgufBuilder &info(llvm::StringRef name, llvm::ArrayRef<uint64_t> shape,
                    uint32_t type, uint64_t offset) {
    ++tensorCount;
    infos += lengthAnd(name) + bytesOf<uint32_t>(shape.size());
    for (uint64_t size : llvm::reverse(shape))
      infos += bytesOf(size);
    infos += bytesOf(type) + bytesOf(offset);
    return *this;
  }
  /// Aligned bytes in the data section.
  GgufBuilder &append(llvm::StringRef bytes) {
    data.resize(llvm::alignTo(data.size(), alignment));
    data += bytes;
    return *this;
  }

  std::string text() const {
    std::string result = "GGUF" + bytesOf(version) + bytesOf(tensorCount) +
                         bytesOf(valueCount) + values + infos;
    if (!data.empty())
      result.resize(llvm::alignTo(result.size(), alignment));
    return result + data;
  }

  llvm::Expected<GgufFile> parse() const { return parseText(text()); }
  static llvm::Expected<GgufFile> parseText(llvm::StringRef text) {
    return GgufFile::parse(
        llvm::MemoryBuffer::getMemBufferCopy(text, "x.gguf"));
  }

  uint32_t version = 3;
  uint64_t tensorCount = 0, valueCount = 0, alignment = 32;
  std::string values, infos, data;
};

} // namespace tern::test

#endif // TERN_UNITTESTS_CHECKPOINT_GGUFSUPPORT_H
