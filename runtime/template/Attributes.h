//===- Attributes.h - parts of values -------------------------------------===//
#ifndef TERN_RUNTIME_TEMPLATE_ATTRIBUTES_H
#define TERN_RUNTIME_TEMPLATE_ATTRIBUTES_H

#include "template/Budget.h"
#include "template/Value.h"

namespace tern::rt::jinja {

// What is not there is undefined. Parts of what is undefined are an error.

/// value.name: an attribute, which methods are, or else an item.
Value attributeOf(const Value &value, const std::string &name, Budget &budget);

/// value[key]: an item, or else an attribute.
Value itemOf(const Value &value, const Value &key, Budget &budget);

/// value[start:stop:step], where bounds may be null.
Value sliceOf(const Value &value, const Value *start, const Value *stop,
              const Value *step, Budget &budget);

/// Items one after the other, "a.b.0", as filters have them; the value itself
/// for None. `otherwise`, unless it is null or None, replaces what is not
/// there.
Value itemAtPath(const Value &value, const Value &path, const Value *otherwise,
                 Budget &budget);

} // namespace tern::rt::jinja

#endif // TERN_RUNTIME_TEMPLATE_ATTRIBUTES_H
