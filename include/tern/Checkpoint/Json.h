//===- Json.h - JSON of unknown origin ------------------------------------===//
#ifndef TERN_CHECKPOINT_JSON_H
#define TERN_CHECKPOINT_JSON_H

#include "llvm/Support/Error.h"
#include "llvm/Support/JSON.h"

#include <optional>
#include <string>

namespace tern {

/// What llvm::json does with a repeated key is to keep the last one.
enum class DuplicateKeys { Allow, Refuse };

/// Parses JSON, guarding what llvm::json does not: it recurses, so nesting is
/// limited. `path` is for errors.
llvm::Expected<llvm::json::Value>
parseJson(llvm::StringRef path, llvm::StringRef text, DuplicateKeys duplicates);

/// Reads and parses a JSON file, a few megabytes at most, whose top is an
/// object. Published configs repeat keys: like other readers, the last one is
/// kept unless said otherwise.
llvm::Expected<llvm::json::Object>
readJsonObject(llvm::StringRef path,
               DuplicateKeys duplicates = DuplicateKeys::Allow);

/// A JSON value for an error: on one line, not too long.
std::string jsonText(const llvm::json::Value &value);

/// Reads the fields of an object. The first error sticks, naming file and key,
/// and is what `takeError` of the root returns; after an error the getters
/// return their least value.
class JsonFields {
public:
  JsonFields(llvm::StringRef path, const llvm::json::Object &object)
      : path(path), object(&object), error(&ownError) {}
  JsonFields(const JsonFields &) = delete;
  JsonFields &operator=(const JsonFields &) = delete;

  /// The value of a key, or null if it is absent or JSON's null.
  const llvm::json::Value *find(llvm::StringRef key) const;
  /// The fields of the object `key`; none if there is no such object, which is
  /// an error.
  JsonFields nested(llvm::StringRef key);

  int64_t integer(llvm::StringRef key, int64_t low, int64_t high);
  double number(llvm::StringRef key, double low, double high);
  bool boolean(llvm::StringRef key, bool fallback);
  llvm::StringRef string(llvm::StringRef key);
  /// Checks one element of `key` as `integer` does.
  int64_t checkInteger(llvm::StringRef key, const llvm::json::Value &value,
                       int64_t low, int64_t high);

  /// Records `PATH: KEY: WHAT` unless there is an error already.
  void fail(llvm::StringRef key, const llvm::Twine &what);
  /// Records `expected EXPECTED, got ...` for a key that is absent or wrong.
  void failExpected(llvm::StringRef key, const llvm::Twine &expected);
  llvm::Error takeError();

private:
  JsonFields(const JsonFields &parent, llvm::StringRef key,
             const llvm::json::Object &object)
      : path(parent.path), prefix(parent.prefix + key.str() + "."),
        object(&object), error(parent.error) {}

  llvm::StringRef path;
  std::string prefix;
  const llvm::json::Object *object;
  /// The root's message, empty if there is no error.
  std::string ownError;
  std::string *error;
};

} // namespace tern

#endif // TERN_CHECKPOINT_JSON_H
