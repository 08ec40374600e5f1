//===- Arguments.h - what a call passes -----------------------------------===//
#ifndef TERN_RUNTIME_TEMPLATE_ARGUMENTS_H
#define TERN_RUNTIME_TEMPLATE_ARGUMENTS_H

#include "template/Value.h"

#include <initializer_list>

namespace tern::rt::jinja {

struct Arguments {
  Values positional;
  std::vector<std::pair<std::string, Value>> named;

  /// The argument of each parameter, null where there is none. A parameter ""
  /// has no name to be given by. Throws Refusal for arguments that are left
  /// over, given twice, or missing among the first `required`.
  std::vector<const Value *>
  bind(const std::string &callee,
       std::initializer_list<std::string_view> parameters,
       size_t required = 0) const;

  /// All but the first positional argument.
  Arguments withoutFirst() const;
};

} // namespace tern::rt::jinja

#endif // TERN_RUNTIME_TEMPLATE_ARGUMENTS_H
