//===- Request.h - what a compile is asked for ----------------------------===//
//
// Free of LLVM, so that a tool's command line can be parsed by any library.
//
//===----------------------------------------------------------------------===//
#ifndef TERN_DRIVER_REQUEST_H
#define TERN_DRIVER_REQUEST_H

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace tern {

/// What `ternc` was asked for.
struct CompileRequest {
  std::string input;  ///< a checkpoint's directory, a GGUF file, or IR of any
                      ///< stage
  std::string output; ///< a bundle, or the file that `emit` goes to (`-` for
                      ///< standard output)
  std::string target = "native"; ///< see tern/Target/Target.h
  std::string emit; ///< a stage, `llvm`, `asm` or `so`; empty for a bundle
  std::string dumpDirectory; ///< where to write the IR after each stage; empty
                             ///< for nowhere
  std::string weights;       ///< the checkpoint of IR whose module names none
  std::string tokenizer;     ///< a tokenizer.json for the bundle; empty for the
                             ///< checkpoint's
  std::string projections; ///< `dense`, `trits` or `absmean`: what projections
                           ///< are taken for; empty: what they are
  std::string i2sLayout;   ///< of a GGUF file: `blocks128`, `rows4` or
                           ///< `blocks64`; empty for the first
  std::string kv = "f32";  ///< what the caches hold: `f32`, `f16` or `int8`
  std::string head = "default"; ///< what the output head is read in: `default`
                                ///< (as it is stored), `int8` or `int4-screen`
  std::string schedule; ///< a file of a schedule, `tuned` for that which
                        ///< tern-tune stored; empty or `default` for none
  std::string layout;   ///< encoding of ternary weights, of `describeLayouts`;
                        ///< empty for the schedule's
  std::string ptxas;    ///< what assembles PTX; `none`: nothing; empty:
                        ///< what is found
  int64_t context = 0;  ///< tokens that the caches hold; 0 for the model's
  int64_t prefillTokens = 0; ///< tokens that a prefill step takes at most; 0
                             ///< for the schedule's
  int64_t sequences = 0; ///< separate sequences that a step of the entry batch
                         ///< takes at most; 0 for no such entry
  bool normQuantize = true, glu = true, parallelMatmuls = true,
       epilogue = true; ///< fusions
  std::string report;   ///< where to write a report (docs/report.md); empty for
                        ///< nowhere
  std::string reportRun;  ///< the output of `tern bench --json`, for the report
  std::string reportCpu;  ///< LLVM's name of the processor that the report
                          ///< predicts for; empty: see tern/Report/Report.h
  bool noWeights = false; ///< read the config only; with `emit`
  bool time = false;      ///< report how long each step took
  bool quiet = false;     ///< no progress
};

/// The same request without what changes numbers to save time or memory: what a
/// divergence is measured against.
inline CompileRequest withDefaultNumbers(CompileRequest request) {
  request.head = CompileRequest().head;
  request.kv = CompileRequest().kv;
  return request;
}

/// Whether `withDefaultNumbers` leaves it as it is.
inline bool hasDefaultNumbers(const CompileRequest &request) {
  CompileRequest defaults = withDefaultNumbers(request);
  return request.head == defaults.head && request.kv == defaults.kv;
}

/// Every target's name and a line about it.
std::vector<std::pair<std::string, std::string>> describeTargets();

/// Every encoding's name and a line about it.
std::vector<std::pair<std::string, std::string>> describeLayouts();

/// Compiles and reports an error on standard error. Returns the exit code: 0,
/// or 1 if the compile failed.
int runCompiler(const CompileRequest &request);

} // namespace tern

#endif // TERN_DRIVER_REQUEST_H
