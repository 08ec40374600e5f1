//===- WordCache.h - ids of words that were seen before -------------------===//
#ifndef TERN_RUNTIME_TOKENIZER_WORDCACHE_H
#define TERN_RUNTIME_TOKENIZER_WORDCACHE_H

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstring>
#include <functional>
#include <string_view>
#include <vector>

namespace tern::rt {

/// Remembers the ids of short words for as long as a text is encoded. Words of
/// a text repeat; most are found here. Of words with the same place the last
/// one stays, so that the memory is bounded.
class WordCache {
public:
  /// For a text of so many bytes.
  explicit WordCache(size_t textBytes)
      : size(std::bit_ceil(std::clamp<size_t>(textBytes / 32, 16, 1 << 15))) {}

  /// Appends the ids of `word`, which `encode` appends if they are not known.
  template <typename Encode>
  void append(std::string_view word, std::vector<int32_t> &ids, Encode encode) {
    if (word.size() > longest)
      return encode();
    if (entries.empty())
      entries.resize(size);
    Entry &entry = entries[std::hash<std::string_view>()(word) & (size - 1)];
    if (entry.bytes == word.size() &&
        std::memcmp(entry.word, word.data(), word.size()) == 0) {
      ids.insert(ids.end(), entry.ids, entry.ids + entry.count);
      return;
    }
    size_t before = ids.size();
    encode();
    size_t count = ids.size() - before;
    if (count > mostIds)
      return;
    entry.bytes = static_cast<uint8_t>(word.size());
    entry.count = static_cast<uint8_t>(count);
    std::memcpy(entry.word, word.data(), word.size());
    std::copy_n(ids.end() - static_cast<ptrdiff_t>(count), count, entry.ids);
  }

private:
  static constexpr size_t longest = 30, mostIds = 8;
  /// One line of a processor's cache.
  struct alignas(64) Entry {
    int32_t ids[mostIds];
    char word[longest];
    uint8_t bytes = 0, count = 0;
  };

  size_t size;
  std::vector<Entry> entries;
};

} // namespace tern::rt

#endif // TERN_RUNTIME_TOKENIZER_WORDCACHE_H
