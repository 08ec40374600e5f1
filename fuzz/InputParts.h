//===- InputParts.h - several texts in one input --------------------------===//
#ifndef TERN_FUZZ_INPUTPARTS_H
#define TERN_FUZZ_INPUTPARTS_H

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace tern::fuzz {

/// Takes an input's texts off one by one; a line "---" is between them.
class InputParts {
public:
  InputParts(const uint8_t *data, size_t size)
      : rest(reinterpret_cast<const char *>(data), size) {}

  /// The next text, empty after the last one.
  std::string_view next() {
    constexpr std::string_view separator = "\n---\n";
    size_t end = std::min(rest.find(separator), rest.size());
    std::string_view part = rest.substr(0, end);
    rest.remove_prefix(std::min(end + separator.size(), rest.size()));
    return part;
  }

private:
  std::string_view rest;
};

} // namespace tern::fuzz

#endif // TERN_FUZZ_INPUTPARTS_H
