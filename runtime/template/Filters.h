//===- Filters.h - value | filter -----------------------------------------===//
#ifndef TERN_RUNTIME_TEMPLATE_FILTERS_H
#define TERN_RUNTIME_TEMPLATE_FILTERS_H

#include "template/Arguments.h"
#include "template/Budget.h"

namespace tern::rt::jinja {

/// Whether there is a filter of that name.
bool isFilter(std::string_view name);

/// Applies a filter. Throws Refusal.
Value applyFilter(std::string_view name, const Value &value,
                  const Arguments &arguments, Budget &budget);

using FilterFunction = Value (*)(const Value &value, const Arguments &arguments,
                                 Budget &budget);

/// The filters of texts, and of sequences; null if there is none of the name.
FilterFunction findTextFilter(std::string_view name);
FilterFunction findSequenceFilter(std::string_view name);

} // namespace tern::rt::jinja

#endif // TERN_RUNTIME_TEMPLATE_FILTERS_H
