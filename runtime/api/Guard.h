//===- Guard.h - from exceptions to status codes --------------------------===//
#ifndef TERN_RUNTIME_API_GUARD_H
#define TERN_RUNTIME_API_GUARD_H

#include "Error.h"

#include <exception>
#include <new>

namespace tern::rt {

/// Records the message for tern_last_error and returns the status.
tern_status recordError(tern_status status, const char *message) noexcept;

/// Throws ARGUMENT if a pointer argument is NULL.
template <typename T> void requireNonNull(T *pointer, const char *name) {
  if (!pointer)
    failArgument(std::string(name) + ": expected a pointer, got NULL");
}

/// Throws ARGUMENT if `flags` has bits that are not in `known`.
inline void requireFlags(uint32_t flags, uint32_t known) {
  if (flags & ~known)
    failArgument("flags: unknown bits " + std::to_string(flags & ~known));
}

/// Runs the body of a C function; no exception leaves it.
template <typename Body> tern_status guarded(Body body) noexcept {
  try {
    body();
    return TERN_OK;
  } catch (const Error &error) {
    return recordError(error.status(), error.what());
  } catch (const std::bad_alloc &) {
    return recordError(TERN_ERROR_RESOURCES, "out of memory");
  } catch (const std::exception &error) {
    return recordError(TERN_ERROR_INTERNAL, error.what());
  } catch (...) {
    return recordError(TERN_ERROR_INTERNAL, "unknown exception");
  }
}

} // namespace tern::rt

#endif // TERN_RUNTIME_API_GUARD_H
