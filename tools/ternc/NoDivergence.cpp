//===- NoDivergence.cpp - a compiler built without the runtime ------------===//
#include "MeasureDivergence.h"

#include <cstdio>

int tern::measureDivergence(const CompileRequest &request,
                            const DivergenceRequest &) {
  std::fprintf(stderr,
               "ternc: error: %s is compiled, but --measure-divergence: this "
               "compiler was "
               "built without the runtime that it needs\n",
               request.output.c_str());
  return 1;
}
