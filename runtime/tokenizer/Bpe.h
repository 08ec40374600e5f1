//===- Bpe.h - byte pair encoding -----------------------------------------===//
#ifndef TERN_RUNTIME_TOKENIZER_BPE_H
#define TERN_RUNTIME_TOKENIZER_BPE_H

#include "JsonReader.h"

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace tern::rt {

/// A BPE model: a vocabulary, and which two neighbours become one, in which
/// order.
class Bpe {
public:
  /// `model` of a tokenizer.json. Throws FORMAT, naming what is malformed or
  /// unknown (dropout, prefixes and suffixes, byte fallback).
  explicit Bpe(const JsonReader &json);

  /// Appends a word's ids. A character that the vocabulary lacks becomes the
  /// unknown token or, as the model has none, nothing.
  void encode(std::string_view word, std::vector<int32_t> &ids) const;

  std::optional<int32_t> idOf(std::string_view token) const;
  const auto &vocabulary() const { return ids; }

private:
  struct Merge {
    int32_t rank, id;
  };
  struct Hash {
    using is_transparent = void;
    size_t operator()(std::string_view text) const {
      return std::hash<std::string_view>()(text);
    }
  };

  void readVocabulary(const JsonReader &json);
  void readMerges(const JsonReader &json);
  std::vector<int32_t> characters(std::string_view word) const;
  const Merge *merge(int32_t left, int32_t right) const;

  std::unordered_map<std::string, int32_t, Hash, std::equal_to<>> ids;
  std::unordered_map<uint64_t, Merge> merges;
  std::optional<int32_t> unknown;
  bool fuseUnknown, ignoreMerges;
};

} // namespace tern::rt

#endif // TERN_RUNTIME_TOKENIZER_BPE_H
