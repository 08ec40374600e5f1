//===- Numbers.cpp - numbers from texts -----------------------------------===//
#include "template/Numbers.h"

#include "template/Letters.h"
#include "template/Refusal.h"
#include "template/Unicode.h"
#include "tokenizer/Utf8.h"

#include <charconv>
#include <cmath>

using namespace tern::rt;
using namespace tern::rt::jinja;

static bool isDigit(char c) { return c >= '0' && c <= '9'; }

/// Without the single _ that Python allows between digits; nothing if there
/// are others.
static std::optional<std::string> withoutUnderscores(std::string_view text) {
  std::string result;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '_')
      result += text[i];
    else if (i == 0 || i + 1 == text.size() || !isDigit(text[i - 1]) ||
             !isDigit(text[i + 1]))
      return std::nullopt;
  }
  return result;
}

static int64_t wholePart(double number) {
  constexpr double limit = 9223372036854775808.0; // 2^63
  if (number >= limit || number < -limit)
    refuse("integers beyond 64 bits are not supported");
  return static_cast<int64_t>(number);
}

/// float(text), where its names of infinity and NaN are of no use here.
static std::optional<double> parseFloat(const std::string &text) {
  bool onlyNumber =
      text.find_first_not_of("0123456789.eE+-") == std::string::npos;
  double number;
  const char *end = text.data() + text.size();
  auto [stop, error] = std::from_chars(text.data(), end, number);
  if (!onlyNumber || stop != end || error == std::errc::invalid_argument)
    return std::nullopt;
  if (error != std::errc())
    refuse("int: numbers beyond a float's range are not supported");
  return number;
}

/// Python reads the digits of every script.
static void requireAsciiDigits(std::string_view text) {
  for (; !text.empty(); text.remove_prefix(firstCharacter(text).size())) {
    char32_t c = utf8::codePoint(firstCharacter(text));
    if (c >= 0x80 && isDecimal(c))
      refuse("int: other digits than ASCII's are not supported");
  }
}

static std::optional<int64_t> parse(std::string_view given) {
  std::string_view text = strip(given, Side::Both);
  requireAsciiDigits(text);
  std::optional<std::string> plain = withoutUnderscores(text);
  if (!plain)
    return std::nullopt;
  if (plain->starts_with('+') && !plain->starts_with("+-"))
    plain->erase(0, 1);
  int64_t number;
  const char *end = plain->data() + plain->size();
  auto [stop, error] = std::from_chars(plain->data(), end, number);
  if (stop == end && error == std::errc())
    return number;
  if (stop == end && error == std::errc::result_out_of_range)
    refuse("integers beyond 64 bits are not supported");
  std::optional<double> real = parseFloat(*plain);
  return real ? std::optional(wholePart(*real)) : std::nullopt;
}

std::optional<int64_t> jinja::toInteger(const Value &value) {
  requireDefined(value);
  if (std::optional<int64_t> number = asInteger(value))
    return number;
  if (const auto *real = value.as<double>()) {
    // int(inf) is an error that the filter takes for its default, or not.
    if (!std::isfinite(*real))
      refuse("int: infinite numbers are not supported");
    return wholePart(*real);
  }
  return value.text() ? parse(*value.text()) : std::nullopt;
}
