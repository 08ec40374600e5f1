//===- Decoder.h - tokens back to text ------------------------------------===//
#ifndef TERN_RUNTIME_TOKENIZER_DECODER_H
#define TERN_RUNTIME_TOKENIZER_DECODER_H

#include "JsonReader.h"
#include "tokenizer/DecoderStage.h"

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace tern::rt {

/// How tokens become text.
class Decoder {
public:
  /// `decoder` of a tokenizer.json: ByteLevel, Metaspace, Sequence, Replace,
  /// ByteFallback, Fuse, Strip. Throws FORMAT, naming an unknown type, one that
  /// is missing, or an order in which text would have to wait for its end.
  explicit Decoder(const JsonReader &json);

  class Stream;

private:
  void read(const JsonReader &json);

  using MakeStage =
      std::function<std::unique_ptr<DecoderStage>(DecoderStage &)>;
  std::vector<MakeStage> stages;
  bool fused = false; ///< while reading: what comes here are parts of one text
};

/// Decodes tokens one by one.
class Decoder::Stream {
public:
  explicit Stream(const Decoder &decoder);

  /// The text that is certain once this token has come, in whole characters.
  std::string push(std::string_view token);
  /// The rest. The next token begins another text.
  std::string finish();

private:
  /// The end of all stages.
  struct Text : DecoderStage {
    void push(std::string_view token) override { text += token; }
    void finish() override {}
    std::string text;
  };

  std::unique_ptr<Text> text; ///< stages know where it is
  std::vector<std::unique_ptr<DecoderStage>> stages; ///< last one first
};

} // namespace tern::rt

#endif // TERN_RUNTIME_TOKENIZER_DECODER_H
