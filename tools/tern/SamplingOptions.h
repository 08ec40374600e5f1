//===- SamplingOptions.h - --temp and its kin -----------------------------===//
#ifndef TERN_TOOLS_TERN_SAMPLINGOPTIONS_H
#define TERN_TOOLS_TERN_SAMPLINGOPTIONS_H

#include "tern/runtime.h"

#include <CLI/CLI.hpp>

/// Options of how tokens are drawn, the same everywhere; values that make no
/// sense are an error of usage.
void addSamplingOptions(CLI::App &command, tern_sampling &sampling);

#endif // TERN_TOOLS_TERN_SAMPLINGOPTIONS_H
