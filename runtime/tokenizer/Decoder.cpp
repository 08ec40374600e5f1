//===- Decoder.cpp - tokens back to text ----------------------------------===//
#include "tokenizer/Decoder.h"

#include "tokenizer/Utf8.h"

using namespace tern::rt;

void tern::rt::checkDecoder(const JsonReader &json) {
  if (json.isNull())
    json.fail("expected a ByteLevel decoder, got none");
  const std::string &type = json.at("type").string();
  if (type == "Sequence") {
    auto steps = json.at("decoders").items();
    if (steps.size() != 1)
      json.fail("expected one decoder, got " + std::to_string(steps.size()));
    return checkDecoder(steps[0]);
  }
  if (type != "ByteLevel")
    json.fail("unknown decoder '" + type + "'");
}

std::string Utf8Joiner::push(std::string_view bytes) {
  pending += bytes;
  std::string_view rest = pending;
  std::string text;
  while (!rest.empty()) {
    utf8::Scan found = utf8::scan(rest);
    if (found.kind == utf8::Scan::Truncated)
      break;
    text += found.kind == utf8::Scan::Character ? rest.substr(0, found.bytes)
                                                : utf8::replacement;
    rest.remove_prefix(found.bytes);
  }
  pending = std::string(rest);
  return text;
}

std::string Utf8Joiner::finish() {
  std::string text(pending.empty() ? "" : utf8::replacement);
  pending.clear();
  return text;
}
