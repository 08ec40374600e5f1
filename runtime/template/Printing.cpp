//===- Printing.cpp - values as text, like Python's str -------------------===//
#include "template/Printing.h"

#include "template/Unicode.h"

#include <array>
#include <charconv>
#include <cmath>

using namespace tern::rt::jinja;

static void printRepr(const Value &value, TextBuilder &out);

std::string tern::rt::jinja::floatText(double number) {
  if (std::isnan(number))
    return "nan";
  if (std::isinf(number))
    return number < 0 ? "-inf" : "inf";
  // The shortest digits that read back as the number, in either notation.
  std::array<char, 32> buffer;
  char *end = std::to_chars(buffer.data(), buffer.data() + buffer.size(),
                            number, std::chars_format::scientific)
                  .ptr;
  std::string text(buffer.data(), end);
  size_t mark = text.find('e');
  long exponent = std::strtol(text.c_str() + mark + 1, nullptr, 10);
  if (exponent < -4 || exponent >= 16)
    return text;
  std::string digits = text.substr(0, mark);
  std::string result = digits.front() == '-' ? "-" : "";
  std::erase_if(digits, [](char c) { return c == '.' || c == '-'; });
  size_t whole = exponent < 0 ? 0 : static_cast<size_t>(exponent) + 1;
  if (exponent < 0)
    digits.insert(0, static_cast<size_t>(-exponent), '0');
  if (digits.size() <= whole)
    digits.append(whole + 1 - digits.size(), '0');
  digits.insert(exponent < 0 ? 1 : whole, ".");
  return result + digits;
}

static void printItems(const Values &items, TextBuilder &out) {
  bool first = true;
  for (const Value &item : items) {
    if (!first)
      out.add(", ");
    first = false;
    printRepr(item, out);
  }
}

static void printSequence(const Sequence &sequence, TextBuilder &out) {
  switch (sequence.kind) {
  case Sequence::List:
    out.add("[");
    printItems(sequence.items, out);
    out.add("]");
    return;
  case Sequence::Tuple:
    out.add("(");
    printItems(sequence.items, out);
    out.add(sequence.items.size() == 1 ? ",)" : ")");
    return;
  case Sequence::Keys:
  case Sequence::Values:
  case Sequence::Items:
    out.add(sequence.kind == Sequence::Keys     ? "dict_keys(["
            : sequence.kind == Sequence::Values ? "dict_values(["
                                                : "dict_items([");
    printItems(sequence.items, out);
    out.add("])");
    return;
  case Sequence::Range:
  case Sequence::Generator:
    refuse(
        "printing a " +
        std::string(sequence.kind == Sequence::Range ? "range" : "generator") +
        " is not supported");
  }
}

static void printDict(const Dict &dict, TextBuilder &out) {
  out.add("{");
  bool first = true;
  for (const auto &[key, value] : dict.entries) {
    if (!first)
      out.add(", ");
    first = false;
    printRepr(key, out);
    out.add(": ");
    printRepr(value, out);
  }
  out.add("}");
}

static void printRepr(const Value &value, TextBuilder &out) {
  out.payStep();
  if (value.is<Undefined>())
    out.add("Undefined");
  else if (value.is<None>())
    out.add("None");
  else if (const auto *flag = value.as<bool>())
    out.add(*flag ? "True" : "False");
  else if (const auto *number = value.as<int64_t>())
    out.add(std::to_string(*number));
  else if (const auto *real = value.as<double>())
    out.add(floatText(*real));
  else if (const std::string *text = value.text())
    quote(*text, out);
  else if (const Sequence *sequence = value.sequence())
    printSequence(*sequence, out);
  else if (const Dict *dict = value.dict())
    printDict(*dict, out);
  else
    refuse("printing a " + typeName(value) + " is not supported");
}

void tern::rt::jinja::print(const Value &value, TextBuilder &out) {
  if (const std::string *text = value.text())
    out.add(*text);
  else if (!value.is<Undefined>())
    printRepr(value, out);
}

std::string tern::rt::jinja::toText(const Value &value, Budget &budget) {
  TextBuilder out(budget);
  print(value, out);
  return out.take();
}
