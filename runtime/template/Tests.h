//===- Tests.h - value is test --------------------------------------------===//
#ifndef TERN_RUNTIME_TEMPLATE_TESTS_H
#define TERN_RUNTIME_TEMPLATE_TESTS_H

#include "template/Arguments.h"
#include "template/Budget.h"

namespace tern::rt::jinja {

/// Whether there is a test of that name.
bool isTest(std::string_view name);

/// Applies a test. Throws Refusal.
bool applyTest(std::string_view name, const Value &value,
               const Arguments &arguments, Budget &budget);

} // namespace tern::rt::jinja

#endif // TERN_RUNTIME_TEMPLATE_TESTS_H
