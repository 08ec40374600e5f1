//===- Request.h - what a random checkpoint is asked to be ----------------===//
//
// Free of LLVM, so that a tool's command line can be parsed by any library.
//
//===----------------------------------------------------------------------===//
#ifndef TERN_SYNTH_REQUEST_H
#define TERN_SYNTH_REQUEST_H

#include <cstdint>
#include <string>

namespace tern {

/// What `tern-synth` was asked for. A size of 0 is that of the named shape.
struct SynthRequest {
  std::string output;            ///< the checkpoint's directory, new or empty
  std::string shape;             ///< a name, see `describeShapes`
  std::string format = "packed"; ///< `packed`, `master` or `dense`
  std::string tokenizer;         ///< a tokenizer.json to copy; empty for none
  uint64_t seed = 0;
  int64_t layers = 0, hidden = 0, intermediate = 0, heads = 0, kvHeads = 0,
          vocab = 0, context = 0;
  bool configOnly = false; ///< config.json and no weights
  bool quiet = false;      ///< no progress
};

/// A table of the shapes, a line each.
std::string describeShapes();

/// Writes a checkpoint and reports an error on standard error. Returns the exit
/// code: 0, or 1 if that failed.
int runSynth(const SynthRequest &request);

} // namespace tern

#endif // TERN_SYNTH_REQUEST_H
