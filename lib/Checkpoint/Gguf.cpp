//===- Gguf.cpp - reading GGUF files --------------------------------------===//
#include "tern/Checkpoint/Gguf.h"

#include "GgufCursor.h"
#include "GgufTypes.h"
#include "tern/Checkpoint/Diagnostic.h"
#include "tern/Checkpoint/OpenFile.h"
#include "tern/Checkpoint/Safetensors.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Alignment.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MathExtras.h"

#include <tuple>

using namespace llvm;
using namespace tern;

static constexpr StringLiteral magicText = "GGUF";
static constexpr uint32_t maxDimensions = 4;
static constexpr uint64_t defaultAlignment = 32;
/// The least bytes of an entry: a key-value has a length, a type and a byte; a
/// tensor's info a length, the number of dimensions, a type and an offset.
static constexpr uint64_t leastValueBytes = 13, leastTensorBytes = 24;

int64_t GgufTensor::rows() const { return *elementCount(shape) / columns(); }

/// Fills a file from its header.
class GgufFile::HeaderReader {
public:
  explicit HeaderReader(GgufFile &file)
      : file(file),
        cursor(file.path(), arrayRefFromStringRef(file.buffer->getBuffer())) {}

  Error read() {
    if (Error error = readStart())
      return error;
    Expected<uint64_t> tensors =
        cursor.count(leastTensorBytes, "number of tensors");
    if (!tensors)
      return tensors.takeError();
    Expected<uint64_t> values =
        cursor.count(leastValueBytes, "number of key-values");
    if (!values)
      return values.takeError();
    for (uint64_t i = 0; i < *values; ++i)
      if (Error error = readValue(i))
        return error;
    for (uint64_t i = 0; i < *tensors; ++i)
      if (Error error = readTensor(i))
        return error;
    return file.placeTensors(cursor.offset());
  }

private:
  Error readStart() {
    Expected<ArrayRef<uint8_t>> magic = cursor.bytes(magicText.size(), "magic");
    if (!magic)
      return magic.takeError();
    if (toStringRef(*magic) != magicText)
      return failure(file.path(), "expected a GGUF file, which begins with "
                                  "'GGUF', got " +
                                      quoted(toStringRef(*magic)));
    Expected<uint32_t> version = cursor.u32("version");
    if (!version)
      return version.takeError();
    uint32_t swapped = byteswap(*version);
    if (swapped >= 1 && swapped <= 3)
      return failure(file.path(), "big-endian GGUF version " + Twine(swapped) +
                                      " is not supported, expected a "
                                      "little-endian file");
    if (*version != 2 && *version != 3)
      return failure(file.path(),
                     "expected GGUF version 2 or 3, got " + Twine(*version));
    return Error::success();
  }

  Error readValue(uint64_t number) {
    Expected<StringRef> key = cursor.string("key " + Twine(number));
    if (!key)
      return key.takeError();
    Expected<GgufValue> value = cursor.value("key " + quoted(*key));
    if (!value)
      return value.takeError();
    if (!file.values.try_emplace(*key, *value).second)
      return failure(file.path(), "key " + quoted(*key) + " appears twice");
    return Error::success();
  }

  Error readTensor(uint64_t number) {
    Expected<StringRef> name = cursor.string("tensor " + Twine(number));
    if (!name)
      return name.takeError();
    GgufTensor tensor{*name, GgufType::F32, {}, 0, 0};
    std::string what = "tensor " + quoted(*name);
    if (Error error = readShape(tensor, what))
      return error;
    Expected<uint32_t> id = cursor.u32(what + ": type");
    if (!id)
      return id.takeError();
    Expected<uint64_t> begin = cursor.u64(what + ": offset");
    if (!begin)
      return begin.takeError();
    std::optional<GgufType> type = parseGgufType(*id);
    if (!type)
      return tensorFailure(file.path(), *name,
                           "expected a type that Tern reads (" +
                               ggufTypeNames() + "), got " + ggufTypeText(*id));
    tensor.type = *type;
    tensor.begin = *begin;
    if (!file.index.try_emplace(*name, file.entries.size()).second)
      return failure(file.path(), what + " appears twice");
    file.entries.push_back(std::move(tensor));
    return Error::success();
  }

  Error readShape(GgufTensor &tensor, const Twine &what) {
    Expected<uint32_t> rank = cursor.u32(what + ": number of dimensions");
    if (!rank)
      return rank.takeError();
    if (*rank > maxDimensions)
      return tensorFailure(file.path(), tensor.name,
                           "expected at most " + Twine(maxDimensions) +
                               " dimensions, got " + Twine(*rank));
    for (uint32_t i = 0; i < *rank; ++i) {
      Expected<uint64_t> size = cursor.u64(what + ": dimensions");
      if (!size)
        return size.takeError();
      if (*size == 0 || *size > uint64_t(INT64_MAX))
        return tensorFailure(file.path(), tensor.name,
                             "expected positive dimensions, got " +
                                 Twine(*size));
      tensor.shape.push_back(static_cast<int64_t>(*size));
    }
    std::reverse(tensor.shape.begin(), tensor.shape.end());
    return Error::success();
  }

  GgufFile &file;
  GgufCursor cursor;
};

bool tern::isGguf(StringRef path) {
  if (!sys::fs::is_regular_file(path))
    return false;
  ErrorOr<std::unique_ptr<MemoryBuffer>> start =
      MemoryBuffer::getFileSlice(path, magicText.size(), 0);
  return start && (*start)->getBuffer() == magicText;
}

Expected<GgufFile> GgufFile::open(StringRef path) {
  Expected<std::unique_ptr<MemoryBuffer>> buffer = openFile(path);
  if (!buffer)
    return buffer.takeError();
  return parse(std::move(*buffer));
}

Expected<GgufFile> GgufFile::parse(std::unique_ptr<MemoryBuffer> buffer) {
  GgufFile file(std::move(buffer));
  if (Error error = HeaderReader(file).read())
    return error;
  return file;
}

const GgufTensor *GgufFile::find(StringRef name) const {
  auto found = index.find(name);
  return found == index.end() ? nullptr : &entries[found->second];
}

Expected<const GgufTensor *> GgufFile::tensor(StringRef name) const {
  if (const GgufTensor *found = find(name))
    return found;
  return tensorFailure(path(), name, "missing");
}

ArrayRef<uint8_t> GgufFile::bytes(const GgufTensor &tensor) const {
  return arrayRefFromStringRef(buffer->getBuffer())
      .slice(dataOffset + tensor.begin, tensor.end - tensor.begin);
}

/// The bytes of a tensor by its type and shape.
static Expected<uint64_t> sizeOf(StringRef path, const GgufTensor &tensor) {
  auto fail = [&](const Twine &what) {
    return tensorFailure(path, tensor.name,
                         ggufTypeName(tensor.type) + " " +
                             shapeText(tensor.shape) + ": " + what);
  };
  GgufBlock block = ggufBlock(tensor.type);
  std::optional<int64_t> count = elementCount(tensor.shape);
  int64_t bytes = 0;
  if (!count || MulOverflow(*count / block.elements, block.bytes, bytes))
    return fail("its size overflows");
  // I2_S ignores rows.
  int64_t blocked = tensor.type == GgufType::I2_S ? *count : tensor.columns();
  if (blocked % block.elements != 0)
    return fail("expected a multiple of " + Twine(block.elements) +
                (tensor.type == GgufType::I2_S ? " elements" : " columns"));
  return uint64_t(bytes) + uint64_t(ggufTrailerBytes(tensor.type));
}

Error GgufFile::placeTensors(uint64_t headerEnd) {
  uint64_t alignment = defaultAlignment;
  if (has("general.alignment")) {
    Expected<int64_t> given = integer("general.alignment", 1, INT32_MAX);
    if (!given)
      return given.takeError();
    if (!isPowerOf2_64(*given))
      return failExpected("general.alignment", "a power of two");
    alignment = *given;
  }
  uint64_t fileBytes = buffer->getBufferSize();
  dataOffset = alignTo(headerEnd, alignment);
  uint64_t dataBytes = fileBytes - std::min(fileBytes, dataOffset);

  for (GgufTensor &tensor : entries) {
    Expected<uint64_t> bytes = sizeOf(path(), tensor);
    if (!bytes)
      return bytes.takeError();
    if (tensor.begin > dataBytes || *bytes > dataBytes - tensor.begin)
      return tensorFailure(path(), tensor.name,
                           "expected its " + Twine(*bytes) +
                               " bytes at offset " + Twine(tensor.begin) +
                               " to lie within the data section of " +
                               Twine(dataBytes) + " bytes");
    tensor.end = tensor.begin + *bytes;
  }
  llvm::sort(entries, [](const GgufTensor &a, const GgufTensor &b) {
    return std::tie(a.begin, a.end, a.name) < std::tie(b.begin, b.end, b.name);
  });
  uint64_t end = 0;
  for (size_t i = 0; i < entries.size(); ++i) {
    const GgufTensor &tensor = entries[i];
    index[tensor.name] = i;
    if (tensor.begin < end)
      return tensorFailure(path(), tensor.name,
                           "its bytes overlap those of tensor " +
                               quoted(entries[i - 1].name));
    // That tensors follow each other is how a size that another writer
    // understands otherwise comes to light.
    uint64_t expected = alignTo(end, alignment);
    if (tensor.begin != expected)
      return tensorFailure(path(), tensor.name,
                           "expected its bytes to begin at offset " +
                               Twine(expected) + ", got " +
                               Twine(tensor.begin));
    end = tensor.end;
  }
  return Error::success();
}
