//===- GgufValues.cpp - typed values of a GGUF file -----------------------===//
#include "GgufCursor.h"
#include "tern/Checkpoint/Diagnostic.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/bit.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/raw_ostream.h"

#include <cmath>

using namespace llvm;
using namespace llvm::support::endian;
using namespace tern;

static float readFloat(const uint8_t *at) {
  return bit_cast<float>(read32le(at));
}

/// The integer of a type at an address; nothing if the type is none or the
/// integer does not fit.
static std::optional<int64_t> readInteger(GgufValueType type,
                                          const uint8_t *at) {
  switch (type) {
  case GgufValueType::U8:
    return *at;
  case GgufValueType::I8:
    return static_cast<int8_t>(*at);
  case GgufValueType::U16:
    return read16le(at);
  case GgufValueType::I16:
    return static_cast<int16_t>(read16le(at));
  case GgufValueType::U32:
    return read32le(at);
  case GgufValueType::I32:
    return static_cast<int32_t>(read32le(at));
  case GgufValueType::I64:
    return static_cast<int64_t>(read64le(at));
  case GgufValueType::U64: {
    uint64_t value = read64le(at);
    if (value <= uint64_t(INT64_MAX))
      return static_cast<int64_t>(value);
    return std::nullopt;
  }
  default:
    return std::nullopt;
  }
}

/// A value for an error: on one line, not too long.
static std::string valueText(const GgufValue &value) {
  std::string text;
  raw_string_ostream os(text);
  switch (value.type) {
  case GgufValueType::String:
    return quoted(toStringRef(value.bytes));
  case GgufValueType::Array:
    os << "an array of " << value.count << " "
       << ggufValueTypeName(value.element);
    return text;
  case GgufValueType::Bool:
    return value.bytes.front() ? "true" : "false";
  case GgufValueType::F32:
    os << readFloat(value.bytes.data());
    return text;
  case GgufValueType::F64:
    os << bit_cast<double>(read64le(value.bytes.data()));
    return text;
  case GgufValueType::U64:
    os << read64le(value.bytes.data());
    return text;
  default:
    os << *readInteger(value.type, value.bytes.data());
    return text;
  }
}

const GgufValue *GgufFile::value(StringRef key) const {
  auto found = values.find(key);
  return found == values.end() ? nullptr : &found->second;
}

Error GgufFile::failExpected(StringRef key, const Twine &expected) const {
  const GgufValue *found = value(key);
  return failure(path(), key + ": expected " + expected + ", got " +
                             (found ? valueText(*found) : "no such key"));
}

Expected<int64_t> GgufFile::integer(StringRef key, int64_t low,
                                    int64_t high) const {
  const GgufValue *found = value(key);
  std::optional<int64_t> number =
      found ? readInteger(found->type, found->bytes.data()) : std::nullopt;
  if (!number || *number < low || *number > high)
    return failExpected(key,
                        "an integer from " + Twine(low) + " to " + Twine(high));
  return *number;
}

Expected<double> GgufFile::number(StringRef key, double low,
                                  double high) const {
  auto fail = [&] {
    std::string text;
    raw_string_ostream(text) << "a number from " << low << " to " << high;
    return failExpected(key, text);
  };
  const GgufValue *found = value(key);
  if (!found)
    return fail();
  double number = 0;
  if (found->type == GgufValueType::F32)
    number = readFloat(found->bytes.data());
  else if (found->type == GgufValueType::F64)
    number = bit_cast<double>(read64le(found->bytes.data()));
  else if (auto integer = readInteger(found->type, found->bytes.data()))
    number = static_cast<double>(*integer);
  else
    return fail();
  // False for a NaN.
  if (!(number >= low && number <= high))
    return fail();
  return number;
}

Expected<bool> GgufFile::boolean(StringRef key) const {
  const GgufValue *found = value(key);
  if (!found || found->type != GgufValueType::Bool)
    return failExpected(key, "true or false");
  return found->bytes.front() != 0;
}

Expected<StringRef> GgufFile::string(StringRef key) const {
  const GgufValue *found = value(key);
  if (!found || found->type != GgufValueType::String)
    return failExpected(key, "a string");
  return toStringRef(found->bytes);
}

/// The array of a key, or null if it is none.
static const GgufValue *arrayOf(const GgufValue *value) {
  return value && value->type == GgufValueType::Array ? value : nullptr;
}

Expected<std::vector<StringRef>> GgufFile::strings(StringRef key) const {
  const GgufValue *found = arrayOf(value(key));
  if (!found || found->element != GgufValueType::String)
    return failExpected(key, "an array of strings");
  std::vector<StringRef> result;
  result.reserve(found->count);
  StringRef rest = toStringRef(found->bytes);
  for (uint64_t i = 0; i < found->count; ++i) {
    uint64_t length = read64le(rest.data());
    rest = rest.drop_front(sizeof(length));
    result.push_back(rest.take_front(length));
    rest = rest.drop_front(length);
  }
  return result;
}

Expected<std::vector<int64_t>> GgufFile::integers(StringRef key, int64_t low,
                                                  int64_t high) const {
  auto fail = [&] {
    return failExpected(key, "an array of integers from " + Twine(low) +
                                 " to " + Twine(high));
  };
  const GgufValue *found = arrayOf(value(key));
  uint64_t size = found ? ggufValueSize(found->element) : 0;
  if (size == 0)
    return fail();
  std::vector<int64_t> result;
  for (uint64_t i = 0; i < found->count; ++i) {
    std::optional<int64_t> number =
        readInteger(found->element, found->bytes.data() + i * size);
    if (!number || *number < low || *number > high)
      return fail();
    result.push_back(*number);
  }
  return result;
}

Expected<std::vector<float>> GgufFile::floats(StringRef key) const {
  const GgufValue *found = arrayOf(value(key));
  if (!found || found->element != GgufValueType::F32)
    return failExpected(key, "an array of f32");
  std::vector<float> result;
  result.reserve(found->count);
  for (uint64_t i = 0; i < found->count; ++i) {
    result.push_back(readFloat(found->bytes.data() + i * sizeof(float)));
    if (!std::isfinite(result.back()))
      return failExpected(key, "finite numbers");
  }
  return result;
}
