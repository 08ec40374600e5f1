//===- StagingDirectory.h - a directory that is not in its place yet ------===//
#ifndef TERN_BUNDLE_STAGINGDIRECTORY_H
#define TERN_BUNDLE_STAGINGDIRECTORY_H

#include "llvm/Support/Error.h"

#include <memory>
#include <string>
#include <vector>

namespace tern {

/// A directory `DESTINATION.tmp-XXXXXXXX` beside the destination, locked as
/// long as this object lives, and removed with it.
class StagingDirectory {
public:
  /// A destination that may be replaced: a directory with this file is a
  /// `what`. None may without a file.
  struct Replaceable {
    llvm::StringRef file, what;
  };

  /// Refuses a destination that is neither absent, an empty directory nor
  /// replaceable. Removes what killed processes left beside it.
  static llvm::Expected<std::unique_ptr<StagingDirectory>>
  create(llvm::StringRef destination, Replaceable replaceable);
  ~StagingDirectory();
  StagingDirectory(const StagingDirectory &) = delete;
  StagingDirectory &operator=(const StagingDirectory &) = delete;

  /// The path of a new file in the directory. A signal that ends the process
  /// removes it.
  std::string newFile(llvm::StringRef name);
  /// The path that a file will have.
  std::string shown(llvm::StringRef name) const;

  /// Renames the directory to the destination, replacing what is there.
  llvm::Error publish();

private:
  StagingDirectory(std::string destination, Replaceable replaceable)
      : destination(std::move(destination)), replaceable(replaceable) {}
  llvm::Error makeDirectory();
  llvm::Error fail(const llvm::Twine &what, std::error_code code) const;

  std::string destination;
  Replaceable replaceable;
  std::string path;
  std::vector<std::string> files;
  int lock = -1;
};

} // namespace tern

#endif // TERN_BUNDLE_STAGINGDIRECTORY_H
