//===- RunSynth.cpp - a random checkpoint, with progress and errors -------===//
#include "tern/Synth/Synth.h"

#include "tern/Support/ProgressLine.h"

#include "llvm/Support/Format.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;
using namespace tern;

std::string tern::describeShapes() {
  std::string text;
  raw_string_ostream os(text);
  constexpr const char *row = "%-5s %6s %12s %6s %5s %8s %7s %7s  %7s  %s\n";
  os << format(row, "shape", "hidden", "intermediate", "layers", "heads",
               "kv-heads", "vocab", "context", "weights", "from");
  for (const ModelShape &shape : getShapes()) {
    std::string weights;
    raw_string_ostream(weights)
        << format("%.2fe9", static_cast<double>(shape.weights()) * 1e-9);
    auto number = [](int64_t value) { return std::to_string(value); };
    os << format(row, shape.name.data(), number(shape.hidden).c_str(),
                 number(shape.intermediate).c_str(),
                 number(shape.layers).c_str(), number(shape.heads).c_str(),
                 number(shape.kvHeads).c_str(), number(shape.vocab).c_str(),
                 number(shape.context).c_str(), weights.c_str(),
                 shape.source.data());
  }
  return text;
}

int tern::runSynth(const SynthRequest &request) {
  ProgressLine line(!request.quiet);
  Error error = synthesize(request, [&](uint64_t done, uint64_t total) {
    line.show("writing weights: " + formatBytesOf(done, total));
  });
  line.clear();
  if (!error)
    return 0;
  std::string message = toString(std::move(error));
  errs() << "tern-synth: error: " << StringRef(message).split('\n').first
         << '\n';
  return 1;
}
