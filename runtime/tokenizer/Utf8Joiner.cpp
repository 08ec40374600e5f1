//===- Utf8Joiner.cpp - bytes to whole characters -------------------------===//
#include "tokenizer/Utf8Joiner.h"

#include "tokenizer/Utf8.h"

using namespace tern::rt;

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
