//===- TestSupport.h - files and errors of tests --------------------------===//
#ifndef TERN_UNITTESTS_CHECKPOINT_TESTSUPPORT_H
#define TERN_UNITTESTS_CHECKPOINT_TESTSUPPORT_H

#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/raw_ostream.h"

#include <gtest/gtest.h>

#include <string>

namespace tern::test {

/// Succeeds if `error` is one line that contains each part.
template <typename... Parts>
testing::AssertionResult hasError(llvm::Error error, Parts... parts) {
  if (!error)
    return testing::AssertionFailure() << "no error";
  std::string text = llvm::toString(std::move(error));
  if (text.find('\n') != std::string::npos)
    return testing::AssertionFailure() << "several lines: " << text;
  for (llvm::StringRef part : {llvm::StringRef(parts)...})
    if (!llvm::StringRef(text).contains(part))
      return testing::AssertionFailure()
             << "no '" << part.str() << "' in: " << text;
  return testing::AssertionSuccess();
}

template <typename T, typename... Parts>
testing::AssertionResult hasError(llvm::Expected<T> value, Parts... parts) {
  return hasError(value.takeError(), parts...);
}

inline testing::AssertionResult succeeds(llvm::Error error) {
  if (!error)
    return testing::AssertionSuccess();
  return testing::AssertionFailure() << llvm::toString(std::move(error));
}

/// A directory that goes with the test.
class TempDirectory {
public:
  TempDirectory() {
    llvm::SmallString<128> made;
    EXPECT_FALSE(llvm::sys::fs::createUniqueDirectory("tern-test", made));
    path = made.str().str();
  }
  ~TempDirectory() { (void)llvm::sys::fs::remove_directories(path); }
  TempDirectory(const TempDirectory &) = delete;
  TempDirectory &operator=(const TempDirectory &) = delete;

  std::string file(llvm::StringRef name) const {
    return path + "/" + name.str();
  }
  /// Writes a file and returns its path.
  std::string write(llvm::StringRef name, llvm::StringRef content) const {
    std::error_code code;
    llvm::raw_fd_ostream os(file(name), code);
    os << content;
    EXPECT_FALSE(code);
    return file(name);
  }

  std::string path;
};

inline std::string readFile(const std::string &path) {
  auto buffer = llvm::MemoryBuffer::getFile(path);
  EXPECT_TRUE(buffer) << path;
  return buffer ? (*buffer)->getBuffer().str() : "";
}

/// The bytes of a safetensors file, right or wrong.
inline std::string safetensors(llvm::StringRef header, llvm::StringRef data) {
  std::string text(8, '\0');
  llvm::support::endian::write64le(text.data(), header.size());
  return text + header.str() + data.str();
}

/// The bytes of 16-bit words, little-endian.
inline std::string words(llvm::ArrayRef<uint16_t> values) {
  std::string bytes;
  for (uint16_t value : values) {
    bytes += static_cast<char>(value & 255);
    bytes += static_cast<char>(value >> 8);
  }
  return bytes;
}

} // namespace tern::test

#endif // TERN_UNITTESTS_CHECKPOINT_TESTSUPPORT_H
