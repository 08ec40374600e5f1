//===- Parser.h - from tokens to what a template says ---------------------===//
#ifndef TERN_RUNTIME_TEMPLATE_PARSER_H
#define TERN_RUNTIME_TEMPLATE_PARSER_H

#include "template/Ast.h"

#include <string_view>

namespace tern::rt::jinja {

/// Reads a template, UTF-8. Throws Refusal, naming the construct, for what is
/// malformed or not supported.
Scope parse(std::string_view source);

} // namespace tern::rt::jinja

#endif // TERN_RUNTIME_TEMPLATE_PARSER_H
