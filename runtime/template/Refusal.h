//===- Refusal.h - a template that cannot be read or evaluated ------------===//
#ifndef TERN_RUNTIME_TEMPLATE_REFUSAL_H
#define TERN_RUNTIME_TEMPLATE_REFUSAL_H

#include <cstdint>
#include <string>

namespace tern::rt::jinja {

/// Thrown inside of the interpreter, which adds the line where it is known.
struct Refusal {
  enum Cause : uint8_t {
    Template,    ///< the template is malformed, or asks for what is not there
    Conversation ///< the template itself refused, with raise_exception
  };

  std::string message;
  int line = 0; ///< of the template, from 1; 0 where it is not known yet
  Cause cause = Template;
};

[[noreturn]] inline void refuse(const std::string &message, int line = 0) {
  throw Refusal{message, line};
}

} // namespace tern::rt::jinja

#endif // TERN_RUNTIME_TEMPLATE_REFUSAL_H
