//===- Status.cpp - C API: errors and versions ----------------------------===//
#include "api/Guard.h"
#include "tern/ABI.h"

using namespace tern::rt;

static thread_local std::string lastError;

tern_status tern::rt::recordError(tern_status status,
                                  const char *message) noexcept {
  try {
    lastError = message;
    // One line, whatever a file name or a library's message holds.
    for (char &c : lastError)
      if (c == '\n' || c == '\r')
        c = ' ';
  } catch (const std::bad_alloc &) {
    lastError.clear();
  }
  return status;
}

const char *tern_last_error(void) { return lastError.c_str(); }

const char *tern_version(void) { return TERN_VERSION; }

int tern_abi_version(void) { return TERN_ABI_VERSION; }
