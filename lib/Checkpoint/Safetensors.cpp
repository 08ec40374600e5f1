//===- Safetensors.cpp - reading safetensors files ------------------------===//
#include "tern/Checkpoint/Safetensors.h"

#include "tern/Checkpoint/Diagnostic.h"
#include "tern/Checkpoint/Json.h"
#include "tern/Checkpoint/OpenFile.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/MathExtras.h"
#include "llvm/Support/raw_ostream.h"

#include <tuple>

using namespace llvm;
using namespace tern;

static constexpr uint64_t lengthBytes = 8;

std::optional<int64_t> tern::elementCount(ArrayRef<int64_t> shape) {
  int64_t count = 1;
  for (int64_t size : shape)
    if (size < 0 || MulOverflow(count, size, count))
      return std::nullopt;
  return count;
}

std::string tern::shapeText(ArrayRef<int64_t> shape) {
  std::string text;
  raw_string_ostream os(text);
  os << '[';
  interleaveComma(shape, os);
  os << ']';
  return text;
}

Expected<SafetensorsFile> SafetensorsFile::open(StringRef path) {
  Expected<std::unique_ptr<MemoryBuffer>> buffer = openFile(path);
  if (!buffer)
    return buffer.takeError();
  return parse(std::move(*buffer));
}

Expected<SafetensorsFile>
SafetensorsFile::parse(std::unique_ptr<MemoryBuffer> buffer) {
  SafetensorsFile file(std::move(buffer));
  if (Error error = file.readHeader())
    return error;
  return file;
}

const StoredTensor *SafetensorsFile::find(StringRef name) const {
  auto found = index.find(name);
  return found == index.end() ? nullptr : &entries[found->second];
}

ArrayRef<uint8_t> SafetensorsFile::bytes(const StoredTensor &tensor) const {
  return arrayRefFromStringRef(buffer->getBuffer())
      .slice(dataOffset + tensor.begin, tensor.end - tensor.begin);
}

Error SafetensorsFile::readHeader() {
  StringRef text = buffer->getBuffer();
  if (text.size() < lengthBytes)
    return failure(path(),
                   "expected a header length of 8 bytes, got a file of " +
                       Twine(text.size()) + " bytes");
  uint64_t length = support::endian::read64le(text.data());
  text = text.drop_front(lengthBytes);
  if (length > kMaxSafetensorsHeader)
    return failure(path(), "expected a header of at most " +
                               Twine(kMaxSafetensorsHeader) + " bytes, got " +
                               Twine(length));
  if (length > text.size())
    return failure(path(), "header of " + Twine(length) +
                               " bytes is longer than the file, which has " +
                               Twine(text.size()) + " bytes left");
  dataOffset = lengthBytes + length;
  Expected<json::Value> header =
      parseJson(path(), text.take_front(length), DuplicateKeys::Refuse);
  if (!header)
    return header.takeError();
  const json::Object *object = header->getAsObject();
  if (!object)
    return failure(path(),
                   "header: expected a JSON object, got " + jsonText(*header));
  for (const auto &[name, value] : *object)
    if (StringRef(name) != "__metadata__")
      if (Error error = readEntry(name, value))
        return error;
  llvm::sort(entries, [](const StoredTensor &a, const StoredTensor &b) {
    return std::tie(a.begin, a.end, a.name) < std::tie(b.begin, b.end, b.name);
  });
  for (size_t i = 0; i < entries.size(); ++i)
    index[entries[i].name] = i;
  return checkCoverage();
}

/// The integers of an array of at least `low`, or nothing.
static std::optional<SmallVector<int64_t, 4>>
integers(const json::Value *value) {
  const json::Array *array = value ? value->getAsArray() : nullptr;
  if (!array)
    return std::nullopt;
  SmallVector<int64_t, 4> result;
  for (const json::Value &element : *array) {
    std::optional<int64_t> integer = element.getAsInteger();
    if (!integer || *integer < 0)
      return std::nullopt;
    result.push_back(*integer);
  }
  return result;
}

Error SafetensorsFile::readEntry(StringRef name, const json::Value &value) {
  auto fail = [&](const Twine &what) {
    return tensorFailure(path(), name, what);
  };
  auto text = [](const json::Value *value) {
    return value ? jsonText(*value) : std::string("no such key");
  };
  const json::Object *object = value.getAsObject();
  if (!object)
    return fail("expected an object, got " + jsonText(value));

  const json::Value *dtypeValue = object->get("dtype");
  std::optional<StringRef> dtypeText =
      dtypeValue ? dtypeValue->getAsString() : std::nullopt;
  std::optional<DType> dtype =
      dtypeText ? parseDType(*dtypeText) : std::nullopt;
  if (!dtype)
    return fail("dtype: expected a dtype such as BF16, got " +
                text(dtypeValue));
  auto shape = integers(object->get("shape"));
  if (!shape)
    return fail("shape: expected an array of non-negative integers, got " +
                text(object->get("shape")));
  auto offsets = integers(object->get("data_offsets"));
  if (!offsets || offsets->size() != 2)
    return fail("data_offsets: expected two non-negative integers, got " +
                text(object->get("data_offsets")));

  uint64_t begin = (*offsets)[0], end = (*offsets)[1];
  uint64_t dataBytes = buffer->getBufferSize() - dataOffset;
  if (begin > end || end > dataBytes)
    return fail("data_offsets: expected a range within the data section of " +
                Twine(dataBytes) + " bytes, got " + shapeText(*offsets));
  std::optional<int64_t> count = elementCount(*shape);
  int64_t bytes = 0;
  if (!count || MulOverflow(*count, dtypeSize(*dtype), bytes))
    return fail("shape: the size of " + shapeText(*shape) + " overflows");
  if (static_cast<uint64_t>(bytes) != end - begin)
    return fail(dtypeName(*dtype) + " " + shapeText(*shape) + ": expected " +
                Twine(bytes) + " bytes, got " + Twine(end - begin));
  entries.push_back({name.str(), *dtype, std::move(*shape), begin, end});
  return Error::success();
}

Error SafetensorsFile::checkCoverage() const {
  uint64_t end = 0;
  StringRef previous;
  for (const StoredTensor &tensor : entries) {
    if (tensor.begin < end)
      return tensorFailure(path(), tensor.name,
                           "its bytes overlap those of tensor " +
                               quoted(previous));
    if (tensor.begin > end)
      return tensorFailure(path(), tensor.name,
                           "expected its bytes to begin at " + Twine(end) +
                               ", got " + Twine(tensor.begin));
    end = tensor.end;
    previous = tensor.name;
  }
  uint64_t dataBytes = buffer->getBufferSize() - dataOffset;
  if (end != dataBytes)
    return failure(path(), "expected tensors to fill the data section of " +
                               Twine(dataBytes) + " bytes, got " + Twine(end));
  return Error::success();
}
