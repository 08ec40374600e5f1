//===- Diagnostic.cpp - one-line errors -----------------------------------===//
#include "tern/Checkpoint/Diagnostic.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

Error tern::failure(StringRef path, const Twine &what) {
  return createStringError(inconvertibleErrorCode(), path + ": " + what);
}

Error tern::tensorFailure(StringRef path, StringRef name, const Twine &what) {
  return failure(path, "tensor " + quoted(name) + ": " + what);
}

std::string tern::quoted(StringRef name) {
  constexpr size_t limit = 200;
  std::string text;
  raw_string_ostream os(text);
  os << '\'';
  printEscapedString(name.take_front(limit), os);
  os << (name.size() > limit ? "...'" : "'");
  return text;
}
