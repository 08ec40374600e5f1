//===- TokenizerFuzz.cpp - any tokenizer.json, any text -------------------===//
//
// The input is a tokenizer.json, a line "---" and a text. If the first is one,
// the text is encoded and decoded, and what must hold of the results is
// checked.
//
//===----------------------------------------------------------------------===//
#include "InputParts.h"
#include "RuntimeErrors.h"
#include "tokenizer/Tokenizer.h"
#include "tokenizer/Utf8.h"
#include "tokenizer/Utf8Joiner.h"

using namespace tern::rt;
using namespace tern::fuzz;

static std::string decodeByStream(const Tokenizer &tokenizer,
                                  const std::vector<int32_t> &ids) {
  DecodeStream stream(tokenizer, false);
  std::string text;
  for (int32_t id : ids) {
    std::string part = stream.push(id);
    require(utf8::firstInvalid(part) == std::string::npos);
    text += part;
  }
  return text + stream.finish();
}

static void use(const Tokenizer &tokenizer, std::string_view bytes) {
  Utf8Joiner joiner;
  std::string text = joiner.push(bytes);
  text += joiner.finish();
  std::vector<int32_t> ids = tokenizer.encode(text, true);
  std::string decoded = tokenizer.decode(ids, false);
  require(utf8::firstInvalid(decoded) == std::string::npos);
  require(decodeByStream(tokenizer, ids) == decoded);
  // Ids that no text leads to.
  std::vector<int32_t> others;
  for (char c : bytes)
    others.push_back(static_cast<unsigned char>(c));
  require(decodeByStream(tokenizer, others) == tokenizer.decode(others, false));
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  InputParts parts(data, size);
  // What is wrong is the file, until it is read, and then the text or the ids.
  std::string file = "fuzz: ";
  try {
    Tokenizer tokenizer("fuzz", parts.next());
    file.clear();
    use(tokenizer, parts.next());
  } catch (const Error &error) {
    requireReadable(error, file);
  }
  return 0;
}
