//===- Lexer.cpp - a template's text in tokens ----------------------------===//
#include "template/Lexer.h"

#include "template/Literals.h"
#include "template/Refusal.h"
#include "template/Unicode.h"

#include <algorithm>
#include <array>

using namespace tern::rt::jinja;

namespace {

class Lexer {
public:
  explicit Lexer(std::string_view source) : source(source) {}

  std::vector<Token> run();

private:
  std::string_view rest() const { return source.substr(position); }
  char peek(size_t ahead = 0) const {
    return position + ahead < source.size() ? source[position + ahead] : '\0';
  }
  /// Takes text, counting its lines.
  std::string_view take(size_t bytes);
  void takeSpaces();
  void add(Token::Kind kind, std::string_view text) {
    tokens.push_back({kind, std::string(text), line});
  }

  void data(std::string_view text, char opener, char mark);
  void comment();
  void tag(char opener);
  bool tagEnd(char closer);
  void element();
  void name();
  void number();
  void text();
  void operation();
  void bracket(char c);

  std::string_view source;
  size_t position = 0;
  int line = 1;
  bool atLineStart = true; ///< what is in front of the next tag begins a line
  std::string open;        ///< closing brackets that a tag waits for
  std::vector<Token> tokens;
};

} // namespace

/// Jinja's reading of line ends: all alike, and none at the end.
static std::string normalized(std::string_view source) {
  std::string text;
  text.reserve(source.size());
  for (size_t i = 0; i < source.size(); ++i) {
    if (source[i] != '\r')
      text += source[i];
    else if (source.substr(i + 1, 1) != "\n")
      text += '\n';
  }
  if (text.ends_with('\n'))
    text.pop_back();
  return text;
}

/// Where {{, {% or {# stands, or npos.
static size_t findTag(std::string_view text, size_t from) {
  for (size_t at = text.find('{', from); at != std::string_view::npos;
       at = text.find('{', at + 1)) {
    char next = at + 1 < text.size() ? text[at + 1] : '\0';
    if (next == '{' || next == '%' || next == '#')
      return at;
  }
  return std::string_view::npos;
}

static bool isDigit(char c) { return c >= '0' && c <= '9'; }

static bool isNameCharacter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || isDigit(c) ||
         c == '_';
}

/// The length of digits at the front of a text, with single _ among them.
static size_t digits(std::string_view text) {
  size_t end = 0;
  while (end < text.size() &&
         (isDigit(text[end]) ||
          (end > 0 && text[end] == '_' && isDigit(text[end - 1]) &&
           end + 1 < text.size() && isDigit(text[end + 1]))))
    ++end;
  return end;
}

std::string_view Lexer::take(size_t bytes) {
  std::string_view taken = source.substr(position, bytes);
  line += static_cast<int>(std::count(taken.begin(), taken.end(), '\n'));
  position += taken.size();
  return taken;
}

void Lexer::takeSpaces() {
  take(rest().size() - strip(rest(), Side::Left).size());
}

std::vector<Token> Lexer::run() {
  while (position < source.size()) {
    size_t at = findTag(source, position);
    if (at == std::string_view::npos) {
      add(Token::Data, rest());
      break;
    }
    char opener = source[at + 1];
    char mark = at + 2 < source.size() ? source[at + 2] : '\0';
    data(source.substr(position, at - position), opener, mark);
    take(mark == '-' || mark == '+' ? 3 : 2);
    if (opener == '#')
      comment();
    else
      tag(opener);
    atLineStart = source[position - 1] == '\n';
  }
  add(Token::End, "");
  return std::move(tokens);
}

/// Text in front of a tag, stripped as the tag says.
void Lexer::data(std::string_view text, char opener, char mark) {
  std::string_view kept = text;
  if (mark == '-') {
    kept = strip(text, Side::Right);
  } else if (mark != '+' && opener != '{') {
    size_t lineStart = text.rfind('\n') + 1;
    if ((lineStart > 0 || atLineStart) &&
        strip(text.substr(lineStart), Side::Both).empty())
      kept = text.substr(0, lineStart);
  }
  if (!kept.empty())
    add(Token::Data, kept);
  take(text.size());
}

void Lexer::comment() {
  size_t end = rest().find("#}");
  if (end == std::string_view::npos)
    refuse("the comment that begins here does not end", line);
  char mark = end > 0 ? rest()[end - 1] : '\0';
  take(end + 2);
  if (mark == '-')
    takeSpaces();
  else if (mark != '+' && peek() == '\n')
    take(1);
}

void Lexer::tag(char opener) {
  int begin = line;
  bool isOutput = opener == '{';
  add(isOutput ? Token::OutputBegin : Token::BlockBegin, "");
  open.clear();
  while (true) {
    takeSpaces();
    if (position == source.size())
      refuse("the tag that begins here does not end", begin);
    if (open.empty() && tagEnd(isOutput ? '}' : '%'))
      return;
    element();
  }
}

/// Takes the end of a tag, and the white space that it takes.
bool Lexer::tagEnd(char closer) {
  char mark = peek();
  bool marked = mark == '-' || (mark == '+' && closer == '%');
  if (peek(marked ? 1 : 0) != closer || peek(marked ? 2 : 1) != '}')
    return false;
  add(closer == '}' ? Token::OutputEnd : Token::BlockEnd, "");
  take(marked ? 3 : 2);
  if (mark == '-')
    takeSpaces();
  else if (!marked && closer == '%' && peek() == '\n')
    take(1);
  return true;
}

void Lexer::element() {
  char c = peek();
  if (isDigit(c))
    number();
  else if (isNameCharacter(c))
    name();
  else if (c == '\'' || c == '"')
    text();
  else
    operation();
}

void Lexer::name() {
  size_t size = 0;
  while (isNameCharacter(peek(size)))
    ++size;
  // Its content is no tags, so this is the place to notice it.
  if (rest().substr(0, size) == "raw" &&
      tokens.back().kind == Token::BlockBegin)
    refuse("statement 'raw' is not supported", line);
  add(Token::Name, rest().substr(0, size));
  take(size);
}

void Lexer::number() {
  size_t size = digits(rest());
  bool isWhole = true;
  // In `a.0.1` there are two integers.
  if (position == 0 || source[position - 1] != '.') {
    if (peek(size) == '.')
      if (size_t fraction = digits(rest().substr(size + 1))) {
        size += 1 + fraction;
        isWhole = false;
      }
    if (char mark = peek(size); mark == 'e' || mark == 'E') {
      bool hasSign = peek(size + 1) == '+' || peek(size + 1) == '-';
      size_t begin = size + (hasSign ? 2 : 1);
      if (size_t exponent = digits(rest().substr(begin))) {
        size = begin + exponent;
        isWhole = false;
      }
    }
  }
  std::string text(rest().substr(0, size));
  if (isNameCharacter(peek(size)) ||
      (isWhole && text[0] == '0' &&
       text.find_first_not_of("0_") != std::string::npos))
    refuse("the number that begins with '" + text + "' is not supported", line);
  std::erase(text, '_');
  add(isWhole ? Token::Integer : Token::Float, text);
  take(size);
}

void Lexer::text() {
  char quotes = peek();
  size_t end = 1;
  while (peek(end) != quotes) {
    end += peek(end) == '\\' ? 2 : 1;
    if (position + end >= source.size())
      refuse("the text that begins here does not end", line);
  }
  add(Token::Text, unescape(rest().substr(1, end - 1), line));
  take(end + 1);
}

void Lexer::operation() {
  static constexpr std::array<std::string_view, 6> pairs = {
      "//", "**", "==", "!=", ">=", "<="};
  static constexpr std::string_view singles = "+-/*%~[](){}><=.:|,;";
  std::string_view text = rest().substr(0, 2);
  if (std::find(pairs.begin(), pairs.end(), text) == pairs.end())
    text = text.substr(0, 1);
  if (text.size() == 1 && singles.find(text) == std::string_view::npos)
    refuse("unexpected character '" + std::string(firstCharacter(rest())) + "'",
           line);
  if (text.size() == 1)
    bracket(text[0]);
  add(Token::Operator, text);
  take(text.size());
}

void Lexer::bracket(char c) {
  if (c == '(' || c == '[' || c == '{') {
    open += c == '(' ? ')' : c == '[' ? ']' : '}';
  } else if (c == ')' || c == ']' || c == '}') {
    if (open.empty() || open.back() != c)
      refuse(std::string("unexpected '") + c + "'", line);
    open.pop_back();
  }
}

std::vector<Token> tern::rt::jinja::tokenize(std::string_view source) {
  std::string text = normalized(source);
  return Lexer(text).run();
}
