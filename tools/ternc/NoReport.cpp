//===- NoReport.cpp - a compiler that was built without the runtime -------===//
#include "Report.h"

#include <cstdio>

int tern::reportNumbers(const CompileRequest &request, const ReportRequest &) {
  std::fprintf(stderr,
               "ternc: error: %s is compiled, but --report: this compiler was "
               "built without the runtime that it needs\n",
               request.output.c_str());
  return 1;
}
