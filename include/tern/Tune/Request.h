//===- Request.h - what a search is asked for -----------------------------===//
//
// Free of LLVM, so that a tool's command line can be parsed by any library.
//
//===----------------------------------------------------------------------===//
#ifndef TERN_TUNE_REQUEST_H
#define TERN_TUNE_REQUEST_H

#include "tern/Driver/Request.h"

namespace tern {

/// What `tern-tune` was asked for.
struct TuneRequest {
  /// What is compiled; its `input` is a checkpoint, or the name of a shape.
  CompileRequest compile;
  int64_t layers = 0; ///< of a shape; 0: as many as it has, but four at most
  int64_t prompt = 256, generate = 32; ///< tokens of a run
  int threads = 0;                     ///< 0: as many as processors
  std::string budget = "10m"; ///< trials, or a time with its unit, s, m or h
  std::string log;            ///< a file; empty for none
  std::string output; ///< a file; empty for where `--schedule=tuned` looks
  uint64_t seed = 0;
  bool quiet = false; ///< no progress
};

/// The table of fields, in Markdown.
std::string describeSchedules();

} // namespace tern

#endif // TERN_TUNE_REQUEST_H
