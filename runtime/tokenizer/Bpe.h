//===- Bpe.h - byte pair encoding -----------------------------------------===//
#ifndef TERN_RUNTIME_TOKENIZER_BPE_H
#define TERN_RUNTIME_TOKENIZER_BPE_H

#include "JsonReader.h"
#include "tokenizer/BpeMerge.h"
#include "tokenizer/WordCache.h"

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
  /// unknown (dropout, prefixes and suffixes).
  explicit Bpe(const JsonReader &json);

  /// Appends a word's ids. A character that the vocabulary lacks becomes the
  /// tokens of its bytes, where the model falls back to bytes and has all of
  /// them, else the unknown token or, as the model has none, nothing.
  /// `pieces` belongs to the caller and remembers parts of long words.
  void encode(std::string_view word, WordCache &pieces,
              std::vector<int32_t> &ids) const;

  std::optional<int32_t> idOf(std::string_view token) const;
  const auto &vocabulary() const { return ids; }

private:
  static constexpr int32_t none = -1;
  struct Hash {
    using is_transparent = void;
    size_t operator()(std::string_view text) const {
      return std::hash<std::string_view>()(text);
    }
  };
  struct Nothing {};

  void readVocabulary(const JsonReader &json);
  void readUnknown(const JsonReader &json);
  void readBytes();
  void readMerges(const JsonReader &json);
  void addMerge(std::string_view left, std::string_view right,
                const JsonReader &json);

  int32_t characterId(std::string_view character) const;
  void encodeWhole(std::string_view word, std::vector<int32_t> &ids) const;
  void appendSymbols(std::string_view word, std::vector<int32_t> &ids) const;
  bool appendBytes(std::string_view character, std::vector<int32_t> &ids) const;

  std::unordered_map<std::string, int32_t, Hash, std::equal_to<>> ids;
  std::vector<int32_t> characterIds; ///< by code point; the frequent ones
  std::vector<int32_t> bytes; ///< of the fallback to bytes, if there is one
  PairTable<Merge> merges;
  /// The characters between which some merge lies. Between all others a word
  /// can be cut, unless merges know of more than characters.
  PairTable<Nothing> joined;
  bool cuttable = true;
  int32_t unknown = none;
  bool fuseUnknown, ignoreMerges;
};

} // namespace tern::rt

#endif // TERN_RUNTIME_TOKENIZER_BPE_H
