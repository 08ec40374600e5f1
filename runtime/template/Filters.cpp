//===- Filters.cpp - value | filter ---------------------------------------===//
#include "template/Filters.h"

using namespace tern::rt::jinja;

static FilterFunction find(std::string_view name) {
  FilterFunction found = findTextFilter(name);
  return found ? found : findSequenceFilter(name);
}

bool tern::rt::jinja::isFilter(std::string_view name) { return find(name); }

Value tern::rt::jinja::applyFilter(std::string_view name, const Value &value,
                                   const Arguments &arguments, Budget &budget) {
  budget.spend();
  FilterFunction filter = find(name);
  if (!filter)
    refuse("filter '" + std::string(name) + "' is not supported");
  return filter(value, arguments, budget);
}
