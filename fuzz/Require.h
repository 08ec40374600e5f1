//===- Require.h - what must hold whatever the input ----------------------===//
#ifndef TERN_FUZZ_REQUIRE_H
#define TERN_FUZZ_REQUIRE_H

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

namespace tern::fuzz {

inline void require(bool condition) {
  if (!condition)
    std::abort();
}

/// An error is a right answer if it is about the file that is wrong, and one
/// line of text that a terminal can show.
inline void requireReadable(std::string_view message, std::string_view file) {
  constexpr size_t longest = 2100;
  auto isShown = [](char c) {
    return static_cast<unsigned char>(c) >= ' ' && c != '\x7f';
  };
  if (message.starts_with(file) && message.size() <= longest &&
      std::all_of(message.begin(), message.end(), isShown))
    return;
  std::fprintf(stderr, "not readable: %s\n", std::string(message).c_str());
  std::abort();
}

} // namespace tern::fuzz

#endif // TERN_FUZZ_REQUIRE_H
