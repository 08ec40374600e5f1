//===- Expect.h - what tests of errors share ------------------------------===//
#ifndef TERN_UNITTESTS_RUNTIME_EXPECT_H
#define TERN_UNITTESTS_RUNTIME_EXPECT_H

#include "Error.h"

#include <gtest/gtest.h>

namespace tern::test {

/// Runs `body`, which must throw, and returns the message.
template <typename Body> std::string errorOf(Body body) {
  try {
    body();
  } catch (const rt::Error &error) {
    return error.what();
  }
  ADD_FAILURE() << "expected an error";
  return "";
}

inline ::testing::AssertionResult contains(const std::string &text,
                                           const std::string &part) {
  if (text.find(part) != std::string::npos)
    return ::testing::AssertionSuccess();
  return ::testing::AssertionFailure()
         << "expected '" << part << "' within '" << text << "'";
}

} // namespace tern::test

#endif // TERN_UNITTESTS_RUNTIME_EXPECT_H
