//===- GgufCursor.cpp - reading a GGUF header front to back ---------------===//
#include "GgufCursor.h"

#include "tern/Checkpoint/Diagnostic.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Endian.h"

using namespace llvm;
using namespace tern;

/// Arrays within arrays. No key in use has any.
static constexpr int maxNesting = 4;
namespace {
struct ValueRow {
  StringLiteral name;
  uint64_t size;
};
} // namespace

/// In the order of GgufValueType.
static constexpr ValueRow valueTypes[] = {
    {"u8", 1},  {"i8", 1},  {"u16", 2},  {"i16", 2},    {"u32", 4},
    {"i32", 4}, {"f32", 4}, {"bool", 1}, {"string", 0}, {"array", 0},
    {"u64", 8}, {"i64", 8}, {"f64", 8},
};

uint64_t tern::ggufValueSize(GgufValueType type) {
  return valueTypes[static_cast<size_t>(type)].size;
}

StringRef tern::ggufValueTypeName(GgufValueType type) {
  return valueTypes[static_cast<size_t>(type)].name;
}

/// The least bytes of a value in an array: a string has a length, an array the
/// type and number of its elements.
static uint64_t leastBytes(GgufValueType type) {
  if (type == GgufValueType::String)
    return sizeof(uint64_t);
  if (type == GgufValueType::Array)
    return sizeof(uint32_t) + sizeof(uint64_t);
  return ggufValueSize(type);
}

Expected<ArrayRef<uint8_t>> GgufCursor::bytes(uint64_t size,
                                              const Twine &what) {
  uint64_t left = all.size() - position;
  if (size > left)
    return failure(path, what + ": expected " + Twine(size) +
                             " bytes at byte " + Twine(position) +
                             ", but the file has " + Twine(left) + " left");
  ArrayRef<uint8_t> taken = all.slice(position, size);
  position += size;
  return taken;
}

Expected<uint32_t> GgufCursor::u32(const Twine &what) {
  Expected<ArrayRef<uint8_t>> taken = bytes(sizeof(uint32_t), what);
  if (!taken)
    return taken.takeError();
  return support::endian::read32le(taken->data());
}

Expected<uint64_t> GgufCursor::u64(const Twine &what) {
  Expected<ArrayRef<uint8_t>> taken = bytes(sizeof(uint64_t), what);
  if (!taken)
    return taken.takeError();
  return support::endian::read64le(taken->data());
}

Expected<uint64_t> GgufCursor::count(uint64_t itemBytes, const Twine &what) {
  Expected<uint64_t> number = u64(what);
  if (!number)
    return number;
  uint64_t left = all.size() - position;
  if (*number > left / itemBytes)
    return failure(path, what + ": expected at most " +
                             Twine(left / itemBytes) +
                             ", which the rest of the file has room for, got " +
                             Twine(*number));
  return number;
}

Expected<StringRef> GgufCursor::string(const Twine &what) {
  Expected<uint64_t> length = u64(what);
  if (!length)
    return length.takeError();
  Expected<ArrayRef<uint8_t>> text = bytes(*length, what);
  if (!text)
    return text.takeError();
  return toStringRef(*text);
}

Expected<GgufValueType> GgufCursor::valueType(const Twine &what) {
  Expected<uint32_t> type = u32(what);
  if (!type)
    return type.takeError();
  if (*type >= std::size(valueTypes))
    return failure(path, what + ": expected a value type below " +
                             Twine(std::size(valueTypes)) + ", got " +
                             Twine(*type));
  return static_cast<GgufValueType>(*type);
}

Expected<GgufValue> GgufCursor::value(const Twine &what) {
  Expected<GgufValueType> type = valueType(what);
  if (!type)
    return type.takeError();
  GgufValue result{*type, *type, 1, {}};
  if (*type == GgufValueType::String) {
    Expected<StringRef> text = string(what);
    if (!text)
      return text.takeError();
    result.bytes = arrayRefFromStringRef(*text);
    return result;
  }
  if (*type == GgufValueType::Array) {
    Expected<GgufValueType> element = valueType(what);
    if (!element)
      return element.takeError();
    result.element = *element;
    Expected<uint64_t> number =
        count(leastBytes(*element), what + ": elements");
    if (!number)
      return number.takeError();
    result.count = *number;
  }
  uint64_t begin = position;
  if (Error error = skipElements(result.element, result.count, 1, what))
    return error;
  result.bytes = all.slice(begin, position - begin);
  return result;
}

Error GgufCursor::skipElements(GgufValueType type, uint64_t number, int depth,
                               const Twine &what) {
  if (type == GgufValueType::String) {
    for (uint64_t i = 0; i < number; ++i)
      if (Error error = string(what).takeError())
        return error;
    return Error::success();
  }
  if (type != GgufValueType::Array)
    return skipFixed(type, number, what);
  if (depth == maxNesting)
    return failure(path, what + ": expected at most " + Twine(maxNesting) +
                             " levels of arrays, got more");
  for (uint64_t i = 0; i < number; ++i) {
    Expected<GgufValueType> element = valueType(what);
    if (!element)
      return element.takeError();
    Expected<uint64_t> inner = count(leastBytes(*element), what + ": elements");
    if (!inner)
      return inner.takeError();
    if (Error error = skipElements(*element, *inner, depth + 1, what))
      return error;
  }
  return Error::success();
}

Error GgufCursor::skipFixed(GgufValueType type, uint64_t number,
                            const Twine &what) {
  // `count` checked that they fit, so this does not overflow.
  Expected<ArrayRef<uint8_t>> taken = bytes(number * ggufValueSize(type), what);
  if (!taken)
    return taken.takeError();
  if (type == GgufValueType::Bool)
    for (uint8_t byte : *taken)
      if (byte > 1)
        return failure(path, what + ": expected a bool, 0 or 1, got " +
                                 Twine(unsigned(byte)));
  return Error::success();
}
