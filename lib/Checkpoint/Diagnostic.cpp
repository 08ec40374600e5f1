//===- Diagnostic.cpp - one-line errors -----------------------------------===//
#include "tern/Checkpoint/Diagnostic.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/raw_ostream.h"

#include <algorithm>
#include <cmath>

using namespace llvm;

Error tern::failure(StringRef path, const Twine &what) {
  constexpr size_t limit = 2000;
  std::string line = (path + ": " + what).str();
  if (line.size() > limit)
    line.replace(limit, std::string::npos, "...");
  // The path of a shard is from a file as well.
  auto isControl = [](char c) {
    return static_cast<unsigned char>(c) < ' ' || c == '\x7f';
  };
  std::replace_if(line.begin(), line.end(), isControl, ' ');
  return createStringError(inconvertibleErrorCode(), line);
}

Error tern::tensorFailure(StringRef path, StringRef name, const Twine &what) {
  return failure(path, "tensor " + quoted(name) + ": " + what);
}

std::string tern::floatText(float value) {
  std::string text;
  raw_string_ostream(text) << value;
  return text;
}

bool tern::isScale(float value) { return std::isfinite(value) && value > 0; }

std::string tern::badScaleText(float value) {
  return "expected a finite positive scale, got " + floatText(value);
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
