//===- WriteBehindTest.cpp ------------------------------------------------===//
#include "lib/Bundle/WriteBehind.h"

#include "llvm/ADT/StringRef.h"

#include <gtest/gtest.h>

#include <string>
#include <thread>

using namespace llvm;
using namespace tern;

TEST(WriteBehind, GivesAllBytesInOrder) {
  std::string expected, got;
  WriteBehind behind(
      [&](ArrayRef<char> bytes) { got.append(bytes.begin(), bytes.end()); });
  // Smaller and larger than a piece, and ends that are no piece's.
  for (size_t size : {1, 1000, 2097152, 2097151, 5'000'000, 7}) {
    std::string part(size, static_cast<char>('a' + expected.size() % 26));
    behind.write(ArrayRef(part.data(), part.size()));
    expected += part;
  }
  behind.finish();
  EXPECT_TRUE(got == expected);
}

// What Linux keeps in huge pages.
TEST(WriteBehind, GivesPiecesOfAHugePage) {
  std::vector<size_t> sizes;
  WriteBehind behind(
      [&](ArrayRef<char> bytes) { sizes.push_back(bytes.size()); });
  for (int i = 0; i < 5; ++i)
    behind.write(std::vector<char>(1'000'000));
  behind.finish();
  EXPECT_EQ(sizes, (std::vector<size_t>{2097152, 2097152, 805696}));
}

TEST(WriteBehind, UsesThemOnAnotherThread) {
  std::thread::id there;
  WriteBehind behind(
      [&](ArrayRef<char>) { there = std::this_thread::get_id(); });
  behind.write({'x'});
  behind.finish();
  EXPECT_NE(there, std::thread::id());
  EXPECT_NE(there, std::this_thread::get_id());
}

TEST(WriteBehind, NothingIsNotGiven) {
  bool called = false;
  {
    WriteBehind behind([&](ArrayRef<char>) { called = true; });
  }
  EXPECT_FALSE(called);
}

TEST(WriteBehind, EndsWithWhatItHas) {
  size_t got = 0;
  {
    WriteBehind behind([&](ArrayRef<char> bytes) { got += bytes.size(); });
    behind.write(std::vector<char>(1'000'000));
  }
  EXPECT_EQ(got, 1'000'000u);
}
