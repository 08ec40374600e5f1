//===- Methods.h - value.method(...) --------------------------------------===//
#ifndef TERN_RUNTIME_TEMPLATE_METHODS_H
#define TERN_RUNTIME_TEMPLATE_METHODS_H

#include "template/Arguments.h"
#include "template/Budget.h"

namespace tern::rt::jinja {

/// Calls a method of a text or a dict. Throws Refusal.
Value callMethod(const Method &method, const Arguments &arguments,
                 Budget &budget);

/// Those of texts.
Value callTextMethod(const std::string &text, const std::string &name,
                     const Arguments &arguments, Budget &budget);

} // namespace tern::rt::jinja

#endif // TERN_RUNTIME_TEMPLATE_METHODS_H
