//===- PairTable.h - values by two token ids ------------------------------===//
#ifndef TERN_RUNTIME_TOKENIZER_PAIRTABLE_H
#define TERN_RUNTIME_TOKENIZER_PAIRTABLE_H

#include <bit>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace tern::rt {

/// A hash table from pairs of ids (neither negative) to small values. Most of
/// the time that encoding takes goes into its look-ups; it is open, at most
/// half full and in one piece.
template <typename Value> class PairTable {
public:
  /// Replaces what is there.
  void set(int32_t left, int32_t right, Value value) {
    if (entries.size() < 2 * (count + 1))
      grow();
    Entry &entry = place(key(left, right));
    count += entry.key == empty;
    entry = {key(left, right), value};
  }

  /// The value, or null. The pointer is good until the next set().
  const Value *find(int32_t left, int32_t right) const {
    if (entries.empty())
      return nullptr;
    const Entry &entry = place(key(left, right));
    return entry.key == empty ? nullptr : &entry.value;
  }

private:
  static constexpr uint64_t empty = UINT64_MAX;
  struct Entry {
    uint64_t key = empty;
    Value value;
  };

  static uint64_t key(int32_t left, int32_t right) {
    return uint64_t(uint32_t(left)) << 32 | uint32_t(right);
  }

  size_t slot(uint64_t key) const {
    // Fibonacci hashing: the high bits of a product depend on all of the key.
    return (key ^ key >> 32) * 0x9e3779b97f4a7c15 >> shift;
  }

  const Entry &place(uint64_t key) const {
    size_t i = slot(key);
    while (entries[i].key != key && entries[i].key != empty)
      i = (i + 1) & (entries.size() - 1);
    return entries[i];
  }
  Entry &place(uint64_t key) {
    return const_cast<Entry &>(std::as_const(*this).place(key));
  }

  void grow() {
    std::vector<Entry> old(entries.empty() ? 16 : 2 * entries.size());
    old.swap(entries);
    shift = 64 - std::countr_zero(entries.size());
    for (const Entry &entry : old)
      if (entry.key != empty)
        place(entry.key) = entry;
  }

  std::vector<Entry> entries; ///< a power of two
  size_t count = 0;
  int shift = 0;
};

} // namespace tern::rt

#endif // TERN_RUNTIME_TOKENIZER_PAIRTABLE_H
