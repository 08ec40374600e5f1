//===- ScratchDirectory.h - files for readers that open them --------------===//
#ifndef TERN_FUZZ_SCRATCHDIRECTORY_H
#define TERN_FUZZ_SCRATCHDIRECTORY_H

#include "Require.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/raw_ostream.h"

#include <string>

namespace tern::fuzz {

/// A directory in TMPDIR, gone when the process ends as it should.
class ScratchDirectory {
public:
  ScratchDirectory() {
    llvm::SmallString<128> made;
    require(!llvm::sys::fs::createUniqueDirectory("tern-fuzz", made));
    root = made.str().str();
  }
  ~ScratchDirectory() { (void)llvm::sys::fs::remove_directories(root); }
  ScratchDirectory(const ScratchDirectory &) = delete;
  ScratchDirectory &operator=(const ScratchDirectory &) = delete;

  llvm::StringRef path() const { return root; }
  void write(llvm::StringRef name, llvm::StringRef content) const {
    std::error_code code;
    llvm::raw_fd_ostream os(file(name), code);
    require(!code);
    os << content;
  }
  void remove(llvm::StringRef name) const {
    (void)llvm::sys::fs::remove(file(name));
  }

private:
  std::string file(llvm::StringRef name) const {
    return root + "/" + name.str();
  }

  std::string root;
};

} // namespace tern::fuzz

#endif // TERN_FUZZ_SCRATCHDIRECTORY_H
