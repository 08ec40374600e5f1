//===- ProgressLine.cpp - what is being done, for whoever watches ---------===//
#include "tern/Support/ProgressLine.h"

#include "llvm/Support/Format.h"
#include "llvm/Support/Process.h"
#include "llvm/Support/raw_ostream.h"

#include <algorithm>

using namespace llvm;
using namespace tern;

std::string tern::formatBytesOf(uint64_t done, uint64_t total) {
  struct Unit {
    const char *name;
    double bytes;
  };
  constexpr Unit kilo = {"kB", 1e3}, mega = {"MB", 1e6}, giga = {"GB", 1e9};
  auto bytes = static_cast<double>(total);
  Unit unit = bytes < 1e6 ? kilo : bytes < 1e9 ? mega : giga;
  double part = static_cast<double>(done) / std::max(bytes, 1.0);
  std::string text;
  raw_string_ostream(text) << format(
      "%.1f of %.1f %s (%d%%)", static_cast<double>(done) / unit.bytes,
      bytes / unit.bytes, unit.name, static_cast<int>(part * 100));
  return text;
}

ProgressLine::ProgressLine(bool wanted)
    : live(wanted && sys::Process::StandardErrIsDisplayed()) {}

void ProgressLine::show(const Twine &text) {
  if (!live)
    return;
  std::string next = text.str();
  if (next == shown)
    return;
  errs() << "\r\x1b[K" << next;
  shown = std::move(next);
}

void ProgressLine::clear() { show(""); }
