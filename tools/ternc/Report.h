//===- Report.h - what choices of numbers do to a model -------------------===//
#ifndef TERN_TOOLS_TERNC_REPORT_H
#define TERN_TOOLS_TERNC_REPORT_H

#include "tern/Driver/Request.h"

#include <string>

namespace tern {

/// What the report is made of; `text` is a file, or empty for a paragraph of
/// English that is built in.
struct ReportRequest {
  bool wanted = false;
  std::string text;
};

/// Compiles the same model with default numbers (`withDefaultNumbers`) into a
/// directory beside the bundle that `request` made, runs both over the same
/// tokens, and prints how far the bundle's logits are from the reference's.
/// Returns the exit code: 0, or 1 after a line that says what failed. The
/// directory is removed.
int reportNumbers(const CompileRequest &request, const ReportRequest &report);

} // namespace tern

#endif // TERN_TOOLS_TERNC_REPORT_H
