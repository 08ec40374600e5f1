//===- Error.h - how the runtime reports what went wrong ------------------===//
//
// Inside the runtime a failure is an exception that carries its status and its
// one-line message. None leaves the library: the C API catches them all
// (api/Guard.h).
//
//===----------------------------------------------------------------------===//
#ifndef TERN_RUNTIME_ERROR_H
#define TERN_RUNTIME_ERROR_H

#include "tern/runtime.h"

#include <stdexcept>
#include <string>

namespace tern::rt {

class Error : public std::runtime_error {
public:
  Error(tern_status status, const std::string &message)
      : std::runtime_error(message), code(status) {}

  tern_status status() const { return code; }

private:
  tern_status code;
};

[[noreturn]] inline void failArgument(const std::string &message) {
  throw Error(TERN_ERROR_ARGUMENT, message);
}
[[noreturn]] inline void failIO(const std::string &message) {
  throw Error(TERN_ERROR_IO, message);
}
[[noreturn]] inline void failFormat(const std::string &message) {
  throw Error(TERN_ERROR_FORMAT, message);
}
[[noreturn]] inline void failUnsupported(const std::string &message) {
  throw Error(TERN_ERROR_UNSUPPORTED, message);
}
[[noreturn]] inline void failResources(const std::string &message) {
  throw Error(TERN_ERROR_RESOURCES, message);
}

} // namespace tern::rt

#endif // TERN_RUNTIME_ERROR_H
