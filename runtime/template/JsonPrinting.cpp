//===- JsonPrinting.cpp - values as JSON, like Python's json.dumps --------===//
#include "template/Printing.h"
#include "template/Unicode.h"
#include "tokenizer/Utf8.h"

#include <algorithm>
#include <cmath>
#include <optional>

using namespace tern::rt;
using namespace tern::rt::jinja;

namespace {

class JsonPrinter {
public:
  JsonPrinter(const JsonStyle &style, TextBuilder &out)
      : style(style), out(out) {}

  void value(const Value &value);

private:
  void text(std::string_view text);
  void list(const Values &items);
  void dict(const Dict &dict);
  void open(std::string_view bracket);
  void separate(bool first);
  void close(std::string_view bracket);
  void newLine();

  const JsonStyle &style;
  TextBuilder &out;
  int level = 0;
};

} // namespace

static std::string unicodeEscape(unsigned unit) {
  std::string text = "\\u";
  for (int shift = 12; shift >= 0; shift -= 4)
    text += "0123456789abcdef"[unit >> shift & 15];
  return text;
}

static std::string escaped(std::string_view character, bool ensureAscii) {
  char32_t codePoint = utf8::codePoint(character);
  switch (codePoint) {
  case '"':
    return "\\\"";
  case '\\':
    return "\\\\";
  case '\n':
    return "\\n";
  case '\r':
    return "\\r";
  case '\t':
    return "\\t";
  case '\f':
    return "\\f";
  case '\b':
    return "\\b";
  default:
    break;
  }
  if (codePoint >= 0x20 && (codePoint < 0x7F || !ensureAscii))
    return std::string(character);
  if (codePoint <= 0xFFFF)
    return unicodeEscape(codePoint);
  unsigned offset = codePoint - 0x10000;
  return unicodeEscape(0xD800 + (offset >> 10)) +
         unicodeEscape(0xDC00 + (offset & 0x3FF));
}

void JsonPrinter::text(std::string_view text) {
  out.add("\"");
  for (; !text.empty(); text.remove_prefix(firstCharacter(text).size()))
    out.add(escaped(firstCharacter(text), style.ensureAscii));
  out.add("\"");
}

void JsonPrinter::newLine() {
  if (!style.pretty)
    return;
  out.add("\n");
  for (int i = 0; i < level; ++i)
    out.add(style.indent);
}

void JsonPrinter::open(std::string_view bracket) {
  out.add(bracket);
  ++level;
}

void JsonPrinter::separate(bool first) {
  if (!first)
    out.add(style.itemSeparator);
  newLine();
}

void JsonPrinter::close(std::string_view bracket) {
  --level;
  newLine();
  out.add(bracket);
}

void JsonPrinter::list(const Values &items) {
  if (items.empty()) {
    out.add("[]");
    return;
  }
  open("[");
  for (const Value &item : items) {
    separate(&item == &items.front());
    value(item);
  }
  close("]");
}

/// JSON's text of a number or constant, or nothing for other values.
static std::optional<std::string> atomText(const Value &value) {
  if (value.is<None>())
    return "null";
  if (const auto *flag = value.as<bool>())
    return *flag ? "true" : "false";
  if (const auto *number = value.as<int64_t>())
    return std::to_string(*number);
  const auto *real = value.as<double>();
  if (!real)
    return std::nullopt;
  if (std::isnan(*real))
    return "NaN";
  if (std::isinf(*real))
    return *real < 0 ? "-Infinity" : "Infinity";
  return floatText(*real);
}

static std::string keyText(const Value &key) {
  if (const std::string *text = key.text())
    return *text;
  if (std::optional<std::string> text = atomText(key))
    return *text;
  refuse("tojson: keys must be str, int, float, bool or None, not " +
         typeName(key));
}

void JsonPrinter::dict(const Dict &dict) {
  if (dict.entries.empty()) {
    out.add("{}");
    return;
  }
  std::vector<const std::pair<Value, Value> *> entries;
  entries.reserve(dict.entries.size());
  for (const auto &entry : dict.entries)
    entries.push_back(&entry);
  if (style.sortKeys) {
    for (const auto *entry : entries)
      if (!entry->first.text())
        refuse("tojson: sorting keys that are not text is not supported");
    out.payStep(entries.size());
    std::sort(entries.begin(), entries.end(), [](const auto *a, const auto *b) {
      return *a->first.text() < *b->first.text();
    });
  }
  open("{");
  for (const auto *entry : entries) {
    separate(entry == entries.front());
    text(keyText(entry->first));
    out.add(style.keySeparator);
    value(entry->second);
  }
  close("}");
}

void JsonPrinter::value(const Value &value) {
  out.payStep();
  if (const std::string *content = value.text())
    text(*content);
  else if (std::optional<std::string> atom = atomText(value))
    out.add(*atom);
  else if (const Sequence *sequence = value.sequence();
           sequence && sequence->kind <= Sequence::Tuple)
    list(sequence->items);
  else if (const Dict *content = value.dict())
    dict(*content);
  else
    refuse("tojson: object of type " + typeName(value) +
           " is not JSON serializable");
}

void tern::rt::jinja::printJson(const Value &value, const JsonStyle &style,
                                TextBuilder &out) {
  JsonPrinter(style, out).value(value);
}
