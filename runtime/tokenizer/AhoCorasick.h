//===- AhoCorasick.h - finding many strings at once -----------------------===//
#ifndef TERN_RUNTIME_TOKENIZER_AHOCORASICK_H
#define TERN_RUNTIME_TOKENIZER_AHOCORASICK_H

#include <array>
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

namespace tern::rt {

/// Finds strings in a text: leftmost first, the longest of those that begin at
/// a place, none that overlaps the one before it. The automaton (Aho and
/// Corasick 1975) is of the strings backwards and reads the text backwards, so
/// that its state knows the longest string that begins where it stands. That
/// makes a search linear, whatever the strings.
class AhoCorasick {
public:
  struct Match {
    size_t begin;
    uint32_t string; ///< its number
  };

  /// Empty strings are never found; of equal ones the first is.
  explicit AhoCorasick(const std::vector<std::string_view> &strings);

  std::vector<Match> findAll(std::string_view text) const;

private:
  static constexpr uint32_t none = UINT32_MAX;
  struct Node {
    std::vector<std::pair<unsigned char, uint32_t>> edges;
    uint32_t fallback = 0;  ///< the longest proper suffix that is a node
    uint32_t string = none; ///< the longest that the node ends with
  };

  uint32_t child(uint32_t node, unsigned char byte) const;
  uint32_t step(uint32_t node, unsigned char byte) const;
  void add(std::string_view string, uint32_t number);
  void link();

  std::vector<Node> nodes;
  std::vector<size_t> lengths; ///< of the strings
  /// Of the root, by byte; the root is its own where there is none.
  std::array<uint32_t, 256> fromRoot;
};

} // namespace tern::rt

#endif // TERN_RUNTIME_TOKENIZER_AHOCORASICK_H
