//===- GgufFields.h - reading the keys of an architecture -----------------===//
#ifndef TERN_LIB_CHECKPOINT_GGUFFIELDS_H
#define TERN_LIB_CHECKPOINT_GGUFFIELDS_H

#include "tern/Checkpoint/Gguf.h"

#include <string>

namespace tern {

/// Reads keys `PREFIX.KEY`. The first error sticks; after it the getters return
/// their least value.
class GgufFields {
public:
  GgufFields(const GgufFile &file, llvm::StringRef prefix)
      : file(file), prefix(prefix) {}

  bool has(llvm::StringRef key) const { return file.has(full(key)); }
  int64_t integer(llvm::StringRef key, int64_t low, int64_t high) {
    return take(file.integer(full(key), low, high), low);
  }
  double number(llvm::StringRef key, double low, double high) {
    return take(file.number(full(key), low, high), low);
  }
  bool boolean(llvm::StringRef key) {
    return take(file.boolean(full(key)), false);
  }
  llvm::StringRef string(llvm::StringRef key) {
    return take(file.string(full(key)), llvm::StringRef());
  }

  /// What `value` holds or, recording its error, `fallback`.
  template <typename T> T take(llvm::Expected<T> value, T fallback) {
    if (value)
      return *value;
    record(value.takeError());
    return fallback;
  }
  /// Records `PREFIX.KEY: expected EXPECTED, got ...`.
  void failExpected(llvm::StringRef key, const llvm::Twine &expected) {
    record(file.failExpected(full(key), expected));
  }
  void record(llvm::Error error) {
    std::string text = llvm::toString(std::move(error));
    if (message.empty())
      message = std::move(text);
  }

  bool ok() const { return message.empty(); }
  llvm::Error takeError() const {
    if (ok())
      return llvm::Error::success();
    return llvm::createStringError(llvm::inconvertibleErrorCode(), message);
  }

private:
  std::string full(llvm::StringRef key) const {
    return (prefix + "." + key).str();
  }

  const GgufFile &file;
  llvm::StringRef prefix;
  std::string message;
};

} // namespace tern

#endif // TERN_LIB_CHECKPOINT_GGUFFIELDS_H
