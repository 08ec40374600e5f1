//===- Numbers.h - numbers from texts -------------------------------------===//
#ifndef TERN_RUNTIME_TEMPLATE_NUMBERS_H
#define TERN_RUNTIME_TEMPLATE_NUMBERS_H

#include "template/Value.h"

#include <optional>

namespace tern::rt::jinja {

/// int(value), or of float(value) cut to a whole number; nothing where both
/// fail. Throws Refusal for what is not supported: other digits than ASCII's,
/// and integers beyond 64 bits.
std::optional<int64_t> toInteger(const Value &value);

} // namespace tern::rt::jinja

#endif // TERN_RUNTIME_TEMPLATE_NUMBERS_H
