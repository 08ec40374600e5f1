//===- JsonReader.h - typed access to JSON that names what is wrong -------===//
#ifndef TERN_RUNTIME_JSONREADER_H
#define TERN_RUNTIME_JSONREADER_H

#include "Error.h"

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace tern::rt {

/// Parses `text`; throws FORMAT, naming `path` and where the text breaks, or
/// that it is nested deeper than anything we read.
nlohmann::json parseJson(const std::string &path, std::string_view text);

/// A JSON value and its way from the root, "model.eos[2]". Every accessor
/// throws FORMAT, naming file and key, unless the value is what it expects.
class JsonReader {
public:
  JsonReader(const std::string &path, const nlohmann::json &value,
             std::string key = "")
      : path(path), value(value), key(std::move(key)) {}

  /// A member, which must be there.
  JsonReader at(const char *name) const;
  /// A member, or null where it is absent.
  JsonReader maybe(const char *name) const;
  /// Whether a member is there and not null.
  bool has(const char *name) const;
  /// Every element of a list, in order.
  std::vector<JsonReader> items() const;
  /// Every member of an object, in the order of their names.
  std::vector<std::pair<std::string, JsonReader>> members() const;

  bool isNull() const { return value.is_null(); }
  bool isString() const { return value.is_string(); }
  const std::string &string() const;
  /// A string that is not empty.
  const std::string &name() const;
  bool boolean() const;
  /// `name`'s boolean, or `otherwise` if it is absent or null.
  bool boolean(const char *name, bool otherwise) const;
  /// An integer in [low, high].
  int64_t integer(int64_t low, int64_t high) const;

  /// Throws FORMAT with this value's place in front of `message`.
  [[noreturn]] void fail(const std::string &message) const;

  /// Runs `body`, which knows nothing of files: what it throws becomes FORMAT
  /// with this value's place in front, unless it is for want of memory.
  template <typename Body> auto blamedOn(Body body) const {
    try {
      return body();
    } catch (const Error &error) {
      if (error.status() == TERN_ERROR_RESOURCES)
        throw;
      fail(error.what());
    }
  }

private:
  const nlohmann::json &object() const;
  std::string memberKey(const std::string &name) const;

  const std::string &path;
  const nlohmann::json &value;
  std::string key;
};

} // namespace tern::rt

#endif // TERN_RUNTIME_JSONREADER_H
