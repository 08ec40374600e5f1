//===- HashedFile.cpp - a file hashed as it is written --------------------===//
#include "tern/Bundle/HashedFile.h"

#include "WriteBehind.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"

// LLVM's XXH3 hashes only what is in memory as a whole.
#define XXH_INLINE_ALL
#include <xxhash.h>

using namespace llvm;
using namespace tern;

struct HashedFile::Hash {
  Hash() { XXH3_128bits_reset(&state); }
  void update(const char *data, size_t size) {
    XXH3_128bits_update(&state, data, size);
  }
  std::string digest() const {
    XXH128_canonical_t canonical;
    XXH128_canonicalFromHash(&canonical, XXH3_128bits_digest(&state));
    return toHex(ArrayRef<uint8_t>(canonical.digest), /*LowerCase=*/true);
  }

  XXH3_state_t state;
};

static Error writeFailure(StringRef path, std::error_code code) {
  return createStringError(code, path + ": cannot write: " + code.message());
}

Expected<std::unique_ptr<HashedFile>> HashedFile::create(StringRef path,
                                                         StringRef shownPath) {
  std::error_code code;
  std::unique_ptr<HashedFile> file(new HashedFile(path, shownPath, code));
  if (code)
    return writeFailure(shownPath, code);
  return file;
}

HashedFile::HashedFile(StringRef path, StringRef shownPath,
                       std::error_code &code)
    : shownPath(shownPath), file(path, code, sys::fs::CD_CreateNew,
                                 sys::fs::FA_Write, sys::fs::OF_None),
      hash(std::make_unique<Hash>()) {
  file.SetUnbuffered();
  SetUnbuffered();
  behind = std::make_unique<WriteBehind>([this](ArrayRef<char> bytes) {
    if (broken)
      return;
    hash->update(bytes.data(), bytes.size());
    file.write(bytes.data(), bytes.size());
    broken = file.has_error();
  });
}

HashedFile::~HashedFile() {
  behind->finish();
  // An error is reported by `finish`, or the file was given up.
  file.clear_error();
}

void HashedFile::write_impl(const char *data, size_t size) {
  behind->write(ArrayRef(data, size));
  written += size;
}

Expected<FileDigest> HashedFile::finish() {
  behind->finish();
  if (!failed())
    file.close();
  if (std::error_code code = file.error())
    return writeFailure(shownPath, code);
  return FileDigest{written, hash->digest()};
}
