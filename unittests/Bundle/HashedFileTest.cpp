//===- HashedFileTest.cpp -------------------------------------------------===//
#include "unittests/Checkpoint/TestSupport.h"

#include "tern/Bundle/HashedFile.h"

#include "llvm/Support/Format.h"
#include "llvm/Support/xxhash.h"

using namespace llvm;
using namespace tern;
using namespace tern::test;

/// The hash of bytes in memory, as another implementation computes it.
static std::string hashOf(StringRef bytes) {
  XXH128_hash_t hash = xxh3_128bits(
      ArrayRef(reinterpret_cast<const uint8_t *>(bytes.data()), bytes.size()));
  std::string text;
  raw_string_ostream(text) << format_hex_no_prefix(hash.high64, 16)
                           << format_hex_no_prefix(hash.low64, 16);
  return text;
}

TEST(HashedFile, HashesWhatItWrites) {
  TempDirectory directory;
  std::string path = directory.file("x");
  auto file = cantFail(HashedFile::create(path, "shown"));
  std::string expected;
  for (int i = 0; i < 100'000; ++i) {
    *file << i << ' ';
    expected += std::to_string(i) + ' ';
  }
  *file << std::string(1 << 20, 'x');
  expected += std::string(1 << 20, 'x');
  FileDigest digest = cantFail(file->finish());
  EXPECT_EQ(digest.bytes, expected.size());
  EXPECT_EQ(digest.hash, hashOf(expected));
  EXPECT_EQ(readFile(path), expected);
}

TEST(HashedFile, HashOfNothing) {
  TempDirectory directory;
  auto file = cantFail(HashedFile::create(directory.file("x"), "shown"));
  EXPECT_EQ(cantFail(file->finish()).hash, "99aa06d3014798d86001c324468d497f");
}

TEST(HashedFile, RefusesAFileThatExists) {
  TempDirectory directory;
  EXPECT_TRUE(
      hasError(HashedFile::create(directory.write("x", "mine"), "out.tern/x"),
               "out.tern/x: cannot write: File exists"));
  EXPECT_EQ(readFile(directory.file("x")), "mine");
}
