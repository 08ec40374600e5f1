//===- DriverLibraryTest.cpp - drivers that are not installed -------------===//
#include "device/DriverLibrary.h"

#include "Expect.h"

using namespace tern;
using namespace tern::test;

TEST(DriverLibrary, NamesTheLibraryThatIsMissing) {
  std::string error =
      errorOf([] { rt::DriverLibrary({"libno-such-driver.so.1"}); });
  EXPECT_TRUE(
      contains(error, "cannot load the driver: libno-such-driver.so.1"));
}

TEST(DriverLibrary, NamesTheFunctionThatIsMissing) {
  rt::DriverLibrary library({"libno-such-driver.so.1", "libc.so.6"});
  EXPECT_NE(library.function<void *>("abs"), nullptr);
  EXPECT_EQ(errorOf([&] { library.function<void *>("cuInit"); }),
            "libc.so.6: has no function cuInit; expected a newer driver");
}
