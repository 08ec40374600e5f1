//===- HugePagesTest.cpp --------------------------------------------------===//
#include "bench/HugePages.h"

#include <gtest/gtest.h>

#include <sstream>

using namespace tern::bench;

/// Two mappings of a file whose name has a space, between others.
static std::optional<double> ofFile(const std::string &file) {
  std::istringstream smaps(
      R"(7f0000000000-7f0000400000 r--p 00000000 fe:00 12   /tmp/other
Size:               4096 kB
Rss:                4096 kB
FilePmdMapped:      4096 kB
7f0000400000-7f0000800000 r--p 00000000 fe:00 247134                     /tmp/a model/weights
Size:               4096 kB
Rss:                3072 kB
ShmemPmdMapped:        0 kB
FilePmdMapped:      2048 kB
VmFlags: rd mr mw me sd
7f0000800000-7f0000900000 r--p 00400000 fe:00 247134                     /tmp/a model/weights
Size:               1024 kB
Rss:                1024 kB
FilePmdMapped:         0 kB
7f0000900000-7f0000a00000 rw-p 00000000 00:00 0
Rss:                1024 kB
AnonHugePages:      1024 kB
)");
  return hugePagePart(smaps, file);
}

TEST(HugePages, MappingsOfAFileAreAddedUp) {
  EXPECT_EQ(ofFile("/tmp/a model/weights"), 0.5);
  EXPECT_EQ(ofFile("/tmp/other"), 1);
}

TEST(HugePages, AFileThatIsNotMappedHasNone) {
  EXPECT_EQ(ofFile("/tmp/a"), std::nullopt);
  EXPECT_EQ(hugePagePart(std::string("/nowhere/weights")), std::nullopt);
}
