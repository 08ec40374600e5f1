//===- Failure.h - a command that cannot do its work ----------------------===//
#ifndef TERN_TOOLS_TERN_FAILURE_H
#define TERN_TOOLS_TERN_FAILURE_H

#include "tern/runtime.h"

#include <stdexcept>
#include <string>

/// One line that says why; the process exits with 1.
struct Failure : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Turns a failed call of the runtime into a Failure.
inline void check(tern_status status) {
  if (status != TERN_OK)
    throw Failure(tern_last_error());
}

#endif // TERN_TOOLS_TERN_FAILURE_H
