//===- DecoderStage.h - steps from tokens to text -------------------------===//
#ifndef TERN_RUNTIME_TOKENIZER_DECODERSTAGE_H
#define TERN_RUNTIME_TOKENIZER_DECODERSTAGE_H

#include "tokenizer/Metaspace.h"
#include "tokenizer/Regex.h"
#include "tokenizer/Utf8Joiner.h"

#include <string>
#include <string_view>

namespace tern::rt {

/// Takes tokens one by one and hands on what becomes of them.
class DecoderStage {
public:
  virtual ~DecoderStage() = default;
  virtual void push(std::string_view token) = 0;
  /// No more tokens come. Afterwards the stage is as new.
  virtual void finish() = 0;
};

/// A stage before another one.
class InnerStage : public DecoderStage {
public:
  explicit InnerStage(DecoderStage &next) : next(next) {}
  void finish() override { next.finish(); }

protected:
  DecoderStage &next;
};

/// Replaces what a pattern matches within a token.
class ReplaceStage : public InnerStage {
public:
  ReplaceStage(DecoderStage &next, const Regex &pattern,
               const std::string &content)
      : InnerStage(next), pattern(pattern), content(content) {}
  /// Throws FORMAT if the token grows beyond all measure.
  void push(std::string_view token) override;

private:
  Regex pattern;
  std::string content;
};

/// Makes one token of a run of tokens <0x00> to <0xFF>: their bytes if those
/// are UTF-8, else as many U+FFFD.
class ByteFallbackStage : public InnerStage {
public:
  using InnerStage::InnerStage;
  void push(std::string_view token) override;
  void finish() override;

private:
  void endRun();

  std::string run;
};

/// Makes spaces of a character and, unless nothing was put in front of the
/// text, drops it from the first token.
class MetaspaceStage : public InnerStage {
public:
  MetaspaceStage(DecoderStage &next, const std::string &replacement,
                 Metaspace::Prepend prepend)
      : InnerStage(next), replacement(replacement), prepend(prepend) {}
  void push(std::string_view token) override;
  void finish() override;

private:
  std::string replacement;
  Metaspace::Prepend prepend;
  bool first = true;
};

/// Makes the bytes of tokens in the byte alphabet and joins them to text.
class ByteLevelStage : public InnerStage {
public:
  using InnerStage::InnerStage;
  void push(std::string_view token) override;
  void finish() override;

private:
  Utf8Joiner joiner;
};

/// Drops a character from the beginning, up to `start` times, and from the
/// end, up to `stop` times.
struct StripOptions {
  std::string character;
  size_t start, stop;
};

/// Strips every token.
class StripTokenStage : public InnerStage {
public:
  StripTokenStage(DecoderStage &next, const StripOptions &options)
      : InnerStage(next), options(options) {}
  void push(std::string_view token) override;

private:
  StripOptions options;
};

/// Strips the text that all tokens are.
class StripTextStage : public InnerStage {
public:
  StripTextStage(DecoderStage &next, const StripOptions &options)
      : InnerStage(next), options(options), toDrop(options.start) {}
  void push(std::string_view token) override;
  void finish() override;

private:
  StripOptions options;
  size_t toDrop;   ///< of the characters that may still be dropped in front
  size_t held = 0; ///< how many came last that may be at the end
};

} // namespace tern::rt

#endif // TERN_RUNTIME_TOKENIZER_DECODERSTAGE_H
