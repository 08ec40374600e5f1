//===- JsonReader.cpp - typed access to JSON that names what is wrong -----===//
#include "JsonReader.h"

#include "tokenizer/Utf8.h"

using namespace tern::rt;
using nlohmann::json;

/// Whether brackets outside of strings nest deeper than `limit`.
static bool nestsDeeper(std::string_view text, int limit) {
  int depth = 0;
  bool inString = false;
  for (size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (inString && c == '\\')
      ++i;
    else if (c == '"')
      inString = !inString;
    else if (!inString && (c == '[' || c == '{') && ++depth > limit)
      return true;
    else if (!inString && (c == ']' || c == '}'))
      --depth;
  }
  return false;
}

json tern::rt::parseJson(const std::string &path, std::string_view text) {
  // What walks the values recursively must not run out of stack.
  constexpr int deepest = 64;
  if (nestsDeeper(text, deepest))
    failFormat(path + ": nested deeper than " + std::to_string(deepest) +
               " levels");
  try {
    return json::parse(text);
  } catch (const json::parse_error &error) {
    // Its message quotes the input, which may hold line breaks.
    failFormat(path + ": not JSON: syntax error near byte " +
               std::to_string(error.byte));
  } catch (const json::out_of_range &) {
    failFormat(path + ": not JSON: a number is too large");
  }
}

static std::string quoted(const json &value) {
  std::string text = value.dump(-1, ' ', false, json::error_handler_t::replace);
  constexpr size_t longest = 40;
  if (text.size() <= longest)
    return text;
  return std::string(utf8::front(text, longest)).append("...");
}

void JsonReader::fail(const std::string &message) const {
  failFormat(path + ": " + (key.empty() ? "" : key + ": ") + message);
}

const json &JsonReader::object() const {
  if (!value.is_object())
    fail("expected an object, got " + quoted(value));
  return value;
}

std::string JsonReader::memberKey(const std::string &name) const {
  return key.empty() ? name : key + "." + name;
}

JsonReader JsonReader::at(const char *name) const {
  auto member = object().find(name);
  if (member == value.end())
    failFormat(path + ": " + memberKey(name) + ": missing");
  return {path, *member, memberKey(name)};
}

JsonReader JsonReader::maybe(const char *name) const {
  static const json null;
  auto member = object().find(name);
  return {path, member == value.end() ? null : *member, memberKey(name)};
}

bool JsonReader::has(const char *name) const {
  auto member = object().find(name);
  return member != value.end() && !member->is_null();
}

std::vector<JsonReader> JsonReader::items() const {
  if (!value.is_array())
    fail("expected a list, got " + quoted(value));
  std::vector<JsonReader> all;
  all.reserve(value.size());
  for (const json &item : value)
    all.emplace_back(path, item, key + "[" + std::to_string(all.size()) + "]");
  return all;
}

std::vector<std::pair<std::string, JsonReader>> JsonReader::members() const {
  std::vector<std::pair<std::string, JsonReader>> all;
  for (const auto &[name, member] : object().items())
    all.emplace_back(name, JsonReader(path, member, memberKey(name)));
  return all;
}

const std::string &JsonReader::string() const {
  if (!value.is_string())
    fail("expected a string, got " + quoted(value));
  return value.get_ref<const std::string &>();
}

const std::string &JsonReader::name() const {
  if (string().empty())
    fail("expected a name, got an empty string");
  return string();
}

bool JsonReader::boolean() const {
  if (!value.is_boolean())
    fail("expected true or false, got " + quoted(value));
  return value.get<bool>();
}

bool JsonReader::boolean(const char *name, bool otherwise) const {
  return has(name) ? at(name).boolean() : otherwise;
}

int64_t JsonReader::integer(int64_t low, int64_t high) const {
  // An unsigned value above INT64_MAX must not wrap into the range.
  bool fits = value.is_number_integer() &&
              !(value.is_number_unsigned() &&
                value.get<uint64_t>() > static_cast<uint64_t>(INT64_MAX));
  int64_t number = fits ? value.get<int64_t>() : 0;
  if (!fits || number < low || number > high)
    fail("expected an integer in [" + std::to_string(low) + ", " +
         std::to_string(high) + "], got " + quoted(value));
  return number;
}
