//===- AhoCorasick.cpp - finding many strings at once ---------------------===//
#include "tokenizer/AhoCorasick.h"

#include <algorithm>

using namespace tern::rt;

AhoCorasick::AhoCorasick(const std::vector<std::string_view> &strings) {
  nodes.emplace_back();
  for (std::string_view string : strings) {
    add(string, static_cast<uint32_t>(lengths.size()));
    lengths.push_back(string.size());
  }
  link();
}

uint32_t AhoCorasick::child(uint32_t node, unsigned char byte) const {
  for (const auto &[edge, target] : nodes[node].edges)
    if (edge == byte)
      return target;
  return none;
}

void AhoCorasick::add(std::string_view string, uint32_t number) {
  if (string.empty())
    return;
  uint32_t node = 0;
  for (auto c = string.rbegin(); c != string.rend(); ++c) {
    auto byte = static_cast<unsigned char>(*c);
    uint32_t next = child(node, byte);
    if (next == none) {
      next = static_cast<uint32_t>(nodes.size());
      nodes[node].edges.emplace_back(byte, next);
      nodes.emplace_back();
    }
    node = next;
  }
  if (nodes[node].string == none)
    nodes[node].string = number;
}

void AhoCorasick::link() {
  fromRoot.fill(0);
  for (const auto &[byte, target] : nodes[0].edges)
    fromRoot[byte] = target;
  // Breadth first, as what a node falls back to is nearer to the root.
  std::vector<uint32_t> queue{0};
  for (size_t i = 0; i < queue.size(); ++i) {
    uint32_t parent = queue[i];
    for (const auto &[byte, target] : nodes[parent].edges) {
      Node &node = nodes[target];
      node.fallback = parent == 0 ? 0 : step(nodes[parent].fallback, byte);
      if (node.string == none)
        node.string = nodes[node.fallback].string;
      queue.push_back(target);
    }
  }
}

uint32_t AhoCorasick::step(uint32_t node, unsigned char byte) const {
  for (; node != 0; node = nodes[node].fallback)
    if (uint32_t next = child(node, byte); next != none)
      return next;
  return fromRoot[byte];
}

std::vector<AhoCorasick::Match>
AhoCorasick::findAll(std::string_view text) const {
  std::vector<Match> matches;
  if (nodes.size() == 1)
    return matches;
  uint32_t node = 0;
  for (size_t at = text.size(); at-- > 0;) {
    node = step(node, static_cast<unsigned char>(text[at]));
    if (nodes[node].string != none)
      matches.push_back({at, nodes[node].string});
  }
  std::reverse(matches.begin(), matches.end());
  size_t end = 0;
  std::erase_if(matches, [&](const Match &match) {
    if (match.begin < end)
      return true;
    end = match.begin + lengths[match.string];
    return false;
  });
  return matches;
}
