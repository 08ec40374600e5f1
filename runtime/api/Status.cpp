//===- Status.cpp - C API: errors and versions ----------------------------===//
#include "api/Guard.h"
#include "tern/ABI.h"
#include "tokenizer/Utf8.h"

#include <algorithm>

using namespace tern::rt;

static thread_local std::string lastError;

/// A line that a terminal shows as it is, whatever the names in a file, the
/// file's own name or a library's message hold.
static std::string readable(std::string_view message) {
  constexpr size_t longest = 2000;
  std::string line(utf8::front(message, longest));
  if (line.size() < message.size())
    line += "...";
  auto isControl = [](char c) {
    return static_cast<unsigned char>(c) < ' ' || c == '\x7f';
  };
  std::replace_if(line.begin(), line.end(), isControl, ' ');
  return line;
}

tern_status tern::rt::recordError(tern_status status,
                                  const char *message) noexcept {
  try {
    lastError = readable(message);
  } catch (const std::bad_alloc &) {
    lastError.clear();
  }
  return status;
}

const char *tern_last_error(void) { return lastError.c_str(); }

const char *tern_version(void) { return TERN_VERSION; }

int tern_abi_version(void) { return TERN_ABI_VERSION; }
