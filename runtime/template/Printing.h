//===- Printing.h - values as text ----------------------------------------===//
#ifndef TERN_RUNTIME_TEMPLATE_PRINTING_H
#define TERN_RUNTIME_TEMPLATE_PRINTING_H

#include "template/Budget.h"
#include "template/Value.h"

namespace tern::rt::jinja {

/// str(value), which is how `{{ value }}` prints. Values whose text depends on
/// the process (functions, namespaces, generators) are refused.
void print(const Value &value, TextBuilder &out);
std::string toText(const Value &value, Budget &budget);

/// How json.dumps writes.
struct JsonStyle {
  bool ensureAscii = false; ///< escape everything beyond ASCII
  bool sortKeys = false;
  bool pretty = false; ///< one element a line, each level `indent` further
  std::string indent;
  std::string itemSeparator = ", ", keySeparator = ": ";
};

/// json.dumps(value). Throws Refusal for what JSON does not have.
void printJson(const Value &value, const JsonStyle &style, TextBuilder &out);

/// repr() of a float.
std::string floatText(double number);

} // namespace tern::rt::jinja

#endif // TERN_RUNTIME_TEMPLATE_PRINTING_H
