//===- Decoder.cpp - tokens back to text ----------------------------------===//
#include "tokenizer/Decoder.h"

using namespace tern::rt;

Decoder::Decoder(const JsonReader &json) {
  if (json.isNull())
    json.fail("expected a decoder, got none");
  read(json);
  // A token goes through the stages in nested calls.
  constexpr size_t most = 64;
  if (stages.size() > most)
    json.fail("more than " + std::to_string(most) + " steps");
}

template <typename Stage, typename... Options>
static auto maker(const Options &...options) {
  return [=](DecoderStage &next) -> std::unique_ptr<DecoderStage> {
    return std::make_unique<Stage>(next, options...);
  };
}

static StripOptions readStrip(const JsonReader &json) {
  constexpr int64_t most = 1 << 20;
  return {readCharacter(json.at("content")),
          static_cast<size_t>(json.at("start").integer(0, most)),
          static_cast<size_t>(json.at("stop").integer(0, most))};
}

void Decoder::read(const JsonReader &json) {
  const std::string &type = json.at("type").string();
  if (type == "Sequence") {
    for (const JsonReader &step : json.at("decoders").items())
      read(step);
  } else if (type == "Fuse") {
    fused = true;
  } else if (type == "Strip") {
    StripOptions options = readStrip(json);
    stages.push_back(fused ? maker<StripTextStage>(options)
                           : MakeStage(maker<StripTokenStage>(options)));
  } else if (type != "ByteLevel" && type != "Metaspace" && type != "Replace" &&
             type != "ByteFallback") {
    json.fail("unknown decoder '" + type + "'");
  } else if (fused) {
    json.fail("'" + type + "' after the tokens were joined is not supported");
  } else if (type == "ByteLevel") {
    stages.push_back(maker<ByteLevelStage>());
    fused = true;
  } else if (type == "Metaspace") {
    stages.push_back(maker<MetaspaceStage>(
        readCharacter(json.at("replacement")), readPrependScheme(json)));
  } else if (type == "Replace") {
    stages.push_back(maker<ReplaceStage>(readPattern(json.at("pattern")),
                                         json.at("content").string()));
  } else {
    stages.push_back(maker<ByteFallbackStage>());
  }
}

Decoder::Stream::Stream(const Decoder &decoder)
    : text(std::make_unique<Text>()) {
  DecoderStage *next = text.get();
  for (auto make = decoder.stages.rbegin(); make != decoder.stages.rend();
       ++make) {
    stages.push_back((*make)(*next));
    next = stages.back().get();
  }
}

std::string Decoder::Stream::push(std::string_view token) {
  (stages.empty() ? *text : *stages.back()).push(token);
  return std::exchange(text->text, {});
}

std::string Decoder::Stream::finish() {
  (stages.empty() ? *text : *stages.back()).finish();
  return std::exchange(text->text, {});
}
