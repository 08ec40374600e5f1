//===- PostProcessor.cpp - special tokens around a text -------------------===//
#include "tokenizer/PostProcessor.h"

using namespace tern::rt;

void PostProcessor::read(const JsonReader &json) {
  if (json.isNull())
    return;
  const std::string &type = json.at("type").string();
  if (type == "Sequence") {
    for (const JsonReader &step : json.at("processors").items())
      read(step);
  } else if (type == "TemplateProcessing") {
    readTemplate(json);
  } else if (type != "ByteLevel") {
    json.fail("unknown post-processor '" + type + "'");
  }
}

void PostProcessor::readTemplate(const JsonReader &json) {
  // The reference implementation takes a second one's text for the pair of the
  // first one's token and text.
  if (!before.empty() || !after.empty())
    json.fail("a second TemplateProcessing is not supported");
  bool passedText = false;
  for (const JsonReader &piece : json.at("single").items()) {
    if (piece.has("Sequence")) {
      const std::string &id = piece.at("Sequence").at("id").string();
      if (id != "A" || passedText)
        piece.fail("expected the sequence A once");
      passedText = true;
      continue;
    }
    const std::string &name = piece.at("SpecialToken").at("id").string();
    JsonReader special = json.at("special_tokens").at(name.c_str());
    for (const JsonReader &id : special.at("ids").items())
      (passedText ? after : before)
          .push_back(static_cast<int32_t>(id.integer(0, INT32_MAX)));
  }
  if (!passedText)
    json.at("single").fail("expected the sequence A once");
}

std::vector<int32_t>
PostProcessor::apply(const std::vector<int32_t> &ids) const {
  std::vector<int32_t> result = before;
  result.insert(result.end(), ids.begin(), ids.end());
  result.insert(result.end(), after.begin(), after.end());
  return result;
}
