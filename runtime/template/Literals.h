//===- Literals.h - the text literals of a template -----------------------===//
#ifndef TERN_RUNTIME_TEMPLATE_LITERALS_H
#define TERN_RUNTIME_TEMPLATE_LITERALS_H

#include <string>
#include <string_view>

namespace tern::rt::jinja {

/// Resolves the escapes of a text literal, which are Python's. Throws Refusal
/// with `line`.
std::string unescape(std::string_view literal, int line);

} // namespace tern::rt::jinja

#endif // TERN_RUNTIME_TEMPLATE_LITERALS_H
