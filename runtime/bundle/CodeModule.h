//===- CodeModule.h - a bundle's shared library ---------------------------===//
#ifndef TERN_RUNTIME_BUNDLE_CODEMODULE_H
#define TERN_RUNTIME_BUNDLE_CODEMODULE_H

#include "tern/ABI.h"

#include <filesystem>
#include <string>

namespace tern::rt {

/// A shared library, open for as long as the object lives.
class CodeModule {
public:
  /// Throws FORMAT, naming the path, if the system's loader refuses it.
  explicit CodeModule(const std::filesystem::path &path);
  ~CodeModule();
  CodeModule(const CodeModule &) = delete;
  CodeModule &operator=(const CodeModule &) = delete;

  /// The entry point of that symbol. Throws FORMAT, naming the symbol.
  TernStepFn entry(const std::string &symbol) const;

private:
  std::string path;
  void *handle;
};

} // namespace tern::rt

#endif // TERN_RUNTIME_BUNDLE_CODEMODULE_H
