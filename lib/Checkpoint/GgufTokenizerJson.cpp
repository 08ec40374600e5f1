//===- GgufTokenizerJson.cpp - writing a tokenizer.json -------------------===//
#include "GgufTokenizerJson.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;
using namespace tern;

/// SentencePiece's space, U+2581.
static constexpr StringLiteral spaceMark = "\xe2\x96\x81";

static void writeAddedTokens(json::OStream &json,
                             const GgufVocabulary &vocabulary) {
  for (size_t i = 0; i < vocabulary.tokens.size(); ++i) {
    GgufTokenType type = vocabulary.types[i];
    bool special =
        type == GgufTokenType::Control || type == GgufTokenType::Unknown;
    if (!special && type != GgufTokenType::UserDefined)
      continue;
    json.object([&] {
      json.attribute("id", int64_t(i));
      json.attribute("content", vocabulary.tokens[i]);
      for (StringRef flag : {"single_word", "lstrip", "rstrip", "normalized"})
        json.attribute(flag, false);
      json.attribute("special", special);
    });
  }
}

static void writeReplace(json::OStream &json, StringRef from, StringRef to) {
  json.object([&] {
    json.attribute("type", "Replace");
    json.attributeObject("pattern", [&] { json.attribute("String", from); });
    json.attribute("content", to);
  });
}

static void writeNormalizer(json::OStream &json,
                            const TokenizerDescription &made) {
  if (made.pre) {
    if (made.pre->normalizes)
      json.object([&] { json.attribute("type", "NFC"); });
    else
      json.value(nullptr);
    return;
  }
  json.object([&] {
    json.attribute("type", "Sequence");
    json.attributeArray("normalizers", [&] {
      if (made.addSpacePrefix)
        json.object([&] {
          json.attribute("type", "Prepend");
          json.attribute("prepend", spaceMark);
        });
      writeReplace(json, " ", spaceMark);
    });
  });
}

/// One of the two templates: the sequences that it has, each within the tokens
/// around.
static void writeTemplate(json::OStream &json, const TokenizerDescription &made,
                          StringRef sequences) {
  auto piece = [&](StringRef kind, StringRef id, size_t type) {
    json.object([&] {
      json.attributeObject(kind, [&] {
        json.attribute("id", id);
        json.attribute("type_id", int64_t(type));
      });
    });
  };
  const auto &tokens = made.vocabulary.tokens;
  for (size_t i = 0; i < sequences.size(); ++i) {
    if (made.before)
      piece("SpecialToken", tokens[*made.before], i);
    piece("Sequence", sequences.substr(i, 1), i);
    if (made.after)
      piece("SpecialToken", tokens[*made.after], i);
  }
}

static void writePostProcessor(json::OStream &json,
                               const TokenizerDescription &made) {
  if (!made.before && !made.after)
    return json.value(nullptr);
  json.object([&] {
    json.attribute("type", "TemplateProcessing");
    json.attributeArray("single", [&] { writeTemplate(json, made, "A"); });
    json.attributeArray("pair", [&] { writeTemplate(json, made, "AB"); });
    json.attributeObject("special_tokens", [&] {
      auto special = [&](int32_t id) {
        StringRef text = made.vocabulary.tokens[id];
        json.attributeObject(text, [&] {
          json.attribute("id", text);
          json.attributeArray("ids", [&] { json.value(id); });
          json.attributeArray("tokens", [&] { json.value(text); });
        });
      };
      if (made.before)
        special(*made.before);
      if (made.after && made.after != made.before)
        special(*made.after);
    });
  });
}

static void writeDecoder(json::OStream &json,
                         const TokenizerDescription &made) {
  if (made.pre)
    return json.object([&] {
      json.attribute("type", "ByteLevel");
      for (StringRef flag : {"add_prefix_space", "trim_offsets", "use_regex"})
        json.attribute(flag, true);
    });
  auto plain = [&](StringRef type) {
    json.object([&] { json.attribute("type", type); });
  };
  json.object([&] {
    json.attribute("type", "Sequence");
    json.attributeArray("decoders", [&] {
      writeReplace(json, spaceMark, " ");
      plain("ByteFallback");
      plain("Fuse");
      if (made.addSpacePrefix)
        json.object([&] {
          json.attribute("type", "Strip");
          json.attribute("content", " ");
          json.attribute("start", 1);
          json.attribute("stop", 0);
        });
    });
  });
}

static void writeModel(json::OStream &json, const TokenizerDescription &made) {
  const GgufVocabulary &vocabulary = made.vocabulary;
  json.attribute("type", "BPE");
  for (StringRef absent :
       {"dropout", "continuing_subword_prefix", "end_of_word_suffix"})
    json.attribute(absent, nullptr);
  std::optional<int32_t> unknown = made.pre ? std::nullopt : vocabulary.unknown;
  if (unknown)
    json.attribute("unk_token", vocabulary.tokens[*unknown]);
  else
    json.attribute("unk_token", nullptr);
  json.attribute("fuse_unk", !made.pre);
  json.attribute("byte_fallback",
                 !made.pre &&
                     is_contained(vocabulary.types, GgufTokenType::Byte));
  json.attribute("ignore_merges", made.pre && made.pre->ignoresMerges);
  json.attributeObject("vocab", [&] {
    for (size_t i = 0; i < vocabulary.tokens.size(); ++i)
      if (vocabulary.types[i] != GgufTokenType::Unused)
        json.attribute(vocabulary.tokens[i], int64_t(i));
  });
  json.attributeArray("merges", [&] {
    for (GgufMerge merge : made.merges)
      json.array([&] {
        json.value(vocabulary.tokens[merge.left]);
        json.value(vocabulary.tokens[merge.right]);
      });
  });
}

std::string tern::tokenizerJson(const TokenizerDescription &made) {
  std::string text;
  raw_string_ostream os(text);
  json::OStream json(os);
  json.object([&] {
    json.attribute("version", "1.0");
    json.attribute("truncation", nullptr);
    json.attribute("padding", nullptr);
    json.attributeArray("added_tokens",
                        [&] { writeAddedTokens(json, made.vocabulary); });
    json.attributeBegin("normalizer");
    writeNormalizer(json, made);
    json.attributeEnd();
    json.attributeBegin("pre_tokenizer");
    if (made.pre)
      made.pre->write(json);
    else
      json.value(nullptr);
    json.attributeEnd();
    json.attributeBegin("post_processor");
    writePostProcessor(json, made);
    json.attributeEnd();
    json.attributeBegin("decoder");
    writeDecoder(json, made);
    json.attributeEnd();
    json.attributeObject("model", [&] { writeModel(json, made); });
  });
  return text;
}
