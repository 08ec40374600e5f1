//===- HashedFile.h - a file hashed as it is written ----------------------===//
#ifndef TERN_BUNDLE_HASHEDFILE_H
#define TERN_BUNDLE_HASHEDFILE_H

#include "llvm/Support/Error.h"
#include "llvm/Support/raw_ostream.h"

#include <atomic>
#include <memory>
#include <string>

namespace tern {

class WriteBehind;

/// What a manifest says about a file.
struct FileDigest {
  uint64_t bytes;
  /// XXH3, 128 bits, canonical (big-endian) hexadecimal.
  std::string hash;
};

/// A new file that hashes what is written to it, behind the writer's back: a
/// thread hashes and writes while the next bytes are made. A write that fails
/// is remembered, and reported by `finish`.
class HashedFile final : public llvm::raw_ostream {
public:
  /// Creates a file; `shownPath` names it in errors.
  static llvm::Expected<std::unique_ptr<HashedFile>>
  create(llvm::StringRef path, llvm::StringRef shownPath);
  ~HashedFile() override;

  /// Whether a write failed, so that whoever writes much can stop early.
  bool failed() const { return broken; }
  /// Flushes and closes. The error names the file and the system's reason.
  llvm::Expected<FileDigest> finish();

private:
  struct Hash;
  HashedFile(llvm::StringRef path, llvm::StringRef shownPath,
             std::error_code &code);
  void write_impl(const char *data, size_t size) override;
  uint64_t current_pos() const override { return written; }

  std::string shownPath;
  llvm::raw_fd_ostream file;
  uint64_t written = 0;
  std::unique_ptr<Hash> hash;
  std::atomic<bool> broken = false;
  /// Uses `file`, `hash` and `broken`, so it ends first.
  std::unique_ptr<WriteBehind> behind;
};

} // namespace tern

#endif // TERN_BUNDLE_HASHEDFILE_H
