//===- Json.cpp - JSON of unknown origin ----------------------------------===//
#include "tern/Checkpoint/Json.h"

#include "tern/Checkpoint/Diagnostic.h"
#include "tern/Checkpoint/OpenFile.h"

#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;
using namespace tern;

static constexpr size_t maxDepth = 64;
static constexpr uint64_t maxObjectFile = 16 << 20;

/// The end of the string literal that begins at `begin`: past its quote.
static size_t skipString(StringRef text, size_t begin) {
  size_t i = begin + 1;
  while (i < text.size() && text[i] != '"')
    i += text[i] == '\\' ? 2 : 1;
  return std::min(i + 1, text.size());
}

/// The value of a string literal, or nothing if it is malformed.
static std::optional<std::string> literalValue(StringRef literal) {
  if (!literal.contains('\\') && json::isUTF8(literal))
    return literal.drop_front().drop_back().str();
  Expected<json::Value> value = json::parse(literal);
  if (!value) {
    consumeError(value.takeError());
    return std::nullopt;
  }
  return value->getAsString()->str();
}

/// Checks nesting and, on request, that keys are unique. Anything that is not
/// JSON is left to the parser.
static Error checkStructure(StringRef path, StringRef text,
                            DuplicateKeys duplicates) {
  bool refuse = duplicates == DuplicateKeys::Refuse;
  SmallVector<StringSet<>> open;
  for (size_t i = 0; i < text.size();) {
    char c = text[i];
    if (c == '{' || c == '[') {
      if (open.size() == maxDepth)
        return failure(path, "JSON: expected at most " + Twine(maxDepth) +
                                 " levels of nesting, got more at byte " +
                                 Twine(i));
      open.emplace_back();
    } else if ((c == '}' || c == ']') && !open.empty()) {
      open.pop_back();
    }
    if (c != '"') {
      ++i;
      continue;
    }
    size_t end = skipString(text, i);
    StringRef literal = text.slice(i, end);
    i = end;
    bool isKey = text.drop_front(end).ltrim(" \t\r\n").starts_with(":");
    if (!refuse || !isKey || open.empty() || literal.size() < 2)
      continue;
    std::optional<std::string> key = literalValue(literal);
    if (key && !open.back().insert(*key).second)
      return failure(path, "JSON: key " + quoted(*key) +
                               " appears twice in an object");
  }
  return Error::success();
}

Expected<json::Value> tern::parseJson(StringRef path, StringRef text,
                                      DuplicateKeys duplicates) {
  if (Error error = checkStructure(path, text, duplicates))
    return error;
  Expected<json::Value> value = json::parse(text);
  if (!value)
    return failure(path, "JSON: " + toString(value.takeError()));
  return value;
}

Expected<json::Object> tern::readJsonObject(StringRef path,
                                            DuplicateKeys duplicates) {
  Expected<std::unique_ptr<MemoryBuffer>> buffer = openFile(path);
  if (!buffer)
    return buffer.takeError();
  if ((*buffer)->getBufferSize() > maxObjectFile)
    return failure(path, "expected at most " + Twine(maxObjectFile) +
                             " bytes, got " +
                             Twine((*buffer)->getBufferSize()));
  Expected<json::Value> value =
      parseJson(path, (*buffer)->getBuffer(), duplicates);
  if (!value)
    return value.takeError();
  if (json::Object *object = value->getAsObject())
    return std::move(*object);
  return failure(path, "JSON: expected an object, got " + jsonText(*value));
}

std::string tern::jsonText(const json::Value &value) {
  constexpr size_t limit = 60;
  std::string text;
  raw_string_ostream os(text);
  os << value;
  if (text.size() > limit)
    text = text.substr(0, limit) + "...";
  std::string printable;
  raw_string_ostream escaped(printable);
  for (char c : text)
    escaped << (isPrint(c) ? c : '?');
  return printable;
}

const json::Value *JsonFields::find(StringRef key) const {
  const json::Value *value = object->get(key);
  return value && value->kind() != json::Value::Null ? value : nullptr;
}

JsonFields JsonFields::nested(StringRef key) {
  static const json::Object none;
  const json::Value *value = find(key);
  const json::Object *fields = value ? value->getAsObject() : nullptr;
  if (!fields)
    failExpected(key, "an object");
  return JsonFields(*this, key, fields ? *fields : none);
}

int64_t JsonFields::checkInteger(StringRef key, const json::Value &value,
                                 int64_t low, int64_t high) {
  std::optional<int64_t> number = value.getAsInteger();
  if (number && *number >= low && *number <= high)
    return *number;
  fail(key, "expected an integer from " + Twine(low) + " to " + Twine(high) +
                ", got " + jsonText(value));
  return low;
}

int64_t JsonFields::integer(StringRef key, int64_t low, int64_t high) {
  if (const json::Value *value = find(key))
    return checkInteger(key, *value, low, high);
  failExpected(key, "an integer from " + Twine(low) + " to " + Twine(high));
  return low;
}

double JsonFields::number(StringRef key, double low, double high) {
  const json::Value *value = find(key);
  std::optional<double> number = value ? value->getAsNumber() : std::nullopt;
  // False for NaN too.
  if (number && *number >= low && *number <= high)
    return *number;
  std::string range;
  raw_string_ostream(range)
      << "a number from " << json::Value(low) << " to " << json::Value(high);
  failExpected(key, range);
  return low;
}

bool JsonFields::boolean(StringRef key, bool fallback) {
  const json::Value *value = find(key);
  if (!value)
    return fallback;
  if (std::optional<bool> flag = value->getAsBoolean())
    return *flag;
  failExpected(key, "true or false");
  return fallback;
}

StringRef JsonFields::string(StringRef key) {
  const json::Value *value = find(key);
  if (std::optional<StringRef> text =
          value ? value->getAsString() : std::nullopt)
    return *text;
  failExpected(key, "a string");
  return "";
}

void JsonFields::fail(StringRef key, const Twine &what) {
  if (error->empty())
    *error = (path + ": " + prefix + key + ": " + what).str();
}

void JsonFields::failExpected(StringRef key, const Twine &expected) {
  const json::Value *value = object->get(key);
  fail(key, "expected " + expected + ", got " +
                (value ? jsonText(*value) : "no such key"));
}

Error JsonFields::takeError() {
  if (error->empty())
    return Error::success();
  return createStringError(inconvertibleErrorCode(), *error);
}
