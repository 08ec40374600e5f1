//===- Require.h - what must hold whatever the input ----------------------===//
#ifndef TERN_FUZZ_REQUIRE_H
#define TERN_FUZZ_REQUIRE_H

#include <cstdlib>
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
  require(message.starts_with(file));
  require(message.size() <= longest);
  for (char c : message)
    require(static_cast<unsigned char>(c) >= ' ' && c != '\x7f');
}

} // namespace tern::fuzz

#endif // TERN_FUZZ_REQUIRE_H
