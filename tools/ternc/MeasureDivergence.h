//===- MeasureDivergence.h - what choices of numbers do to a model --------===//
#ifndef TERN_TOOLS_TERNC_MEASUREDIVERGENCE_H
#define TERN_TOOLS_TERNC_MEASUREDIVERGENCE_H

#include "tern/Driver/Request.h"

#include <string>

namespace tern {

/// What is measured on; `text` is a file, or empty for a paragraph of
/// English that is built in.
struct DivergenceRequest {
  bool wanted = false;
  std::string text;
};

/// Compiles the same model with default numbers (`withDefaultNumbers`) into a
/// directory beside the bundle that `request` made, runs both over the same
/// tokens, and prints how far the bundle's logits are from the reference's.
/// Returns the exit code: 0, or 1 after a line that says what failed. The
/// directory is removed.
int measureDivergence(const CompileRequest &request,
                      const DivergenceRequest &options);

} // namespace tern

#endif // TERN_TOOLS_TERNC_MEASUREDIVERGENCE_H
