//===- BpeMerge.cpp - joining neighbours by rank --------------------------===//
#include "tokenizer/BpeMerge.h"

#include <algorithm>
#include <array>
#include <queue>

using namespace tern::rt;

using Merges = PairTable<Merge>;

/// Up to here searching all neighbours for each merge is faster than a queue.
static constexpr size_t shortest = 48;

static size_t mergeFew(std::span<int32_t> symbols, const Merges &merges) {
  std::array<const Merge *, shortest> next; // of a symbol and the one after it
  size_t count = symbols.size();
  for (size_t i = 0; i + 1 < count; ++i)
    next[i] = merges.find(symbols[i], symbols[i + 1]);
  for (;;) {
    size_t best = count;
    int32_t rank = INT32_MAX;
    for (size_t i = 0; i + 1 < count; ++i)
      if (next[i] && next[i]->rank < rank) {
        best = i;
        rank = next[i]->rank;
      }
    if (best == count)
      return count;
    symbols[best] = next[best]->id;
    --count;
    for (size_t i = best + 1; i < count; ++i) {
      symbols[i] = symbols[i + 1];
      next[i - 1] = next[i];
    }
    if (best > 0)
      next[best - 1] = merges.find(symbols[best - 1], symbols[best]);
    if (best + 1 < count)
      next[best] = merges.find(symbols[best], symbols[best + 1]);
  }
}

namespace {

/// A list of symbols and a queue of the neighbours in it that join.
class Merger {
public:
  Merger(std::span<const int32_t> ids, const Merges &merges) : merges(merges) {
    symbols.reserve(ids.size());
    for (uint32_t i = 0; i < ids.size(); ++i)
      symbols.push_back({ids[i], i - 1, i + 1 < ids.size() ? i + 1 : none});
    std::vector<uint64_t> first;
    for (uint32_t i = 0; i + 1 < ids.size(); ++i)
      if (const Merge *merge = find(i))
        first.push_back(candidate(*merge, i));
    queue = decltype(queue)(std::greater<>(), std::move(first));
  }

  void run() {
    while (!queue.empty()) {
      auto rank = static_cast<int32_t>(queue.top() >> 32);
      auto left = static_cast<uint32_t>(queue.top());
      queue.pop();
      // One of the two may have joined another since.
      const Merge *merge = find(left);
      if (!merge || merge->rank != rank)
        continue;
      join(left, merge->id);
      if (symbols[left].previous != none)
        consider(symbols[left].previous);
      consider(left);
    }
  }

  size_t collect(std::span<int32_t> ids) const {
    size_t count = 0;
    for (uint32_t i = 0; i != none; i = symbols[i].next)
      ids[count++] = symbols[i].id;
    return count;
  }

private:
  static constexpr uint32_t none = UINT32_MAX;
  static constexpr int32_t gone = -1; ///< part of the one before it
  struct Symbol {
    int32_t id;
    uint32_t previous, next;
  };

  /// Ordered by rank, then by place.
  static uint64_t candidate(const Merge &merge, uint32_t left) {
    return uint64_t(merge.rank) << 32 | left;
  }

  const Merge *find(uint32_t left) const {
    const Symbol &symbol = symbols[left];
    return symbol.id == gone || symbol.next == none
               ? nullptr
               : merges.find(symbol.id, symbols[symbol.next].id);
  }

  void consider(uint32_t left) {
    if (const Merge *merge = find(left))
      queue.push(candidate(*merge, left));
  }

  void join(uint32_t index, int32_t id) {
    Symbol &left = symbols[index], &right = symbols[left.next];
    left.id = id;
    left.next = right.next;
    right.id = gone;
    if (left.next != none)
      symbols[left.next].previous = index;
  }

  const Merges &merges;
  std::vector<Symbol> symbols;
  std::priority_queue<uint64_t, std::vector<uint64_t>, std::greater<>> queue;
};

} // namespace

size_t tern::rt::mergeNeighbours(std::span<int32_t> symbols,
                                 const Merges &merges) {
  if (symbols.size() <= shortest)
    return mergeFew(symbols, merges);
  Merger merger(symbols, merges);
  merger.run();
  return merger.collect(symbols);
}
