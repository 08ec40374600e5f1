//===- Ast.h - what a template says ---------------------------------------===//
#ifndef TERN_RUNTIME_TEMPLATE_AST_H
#define TERN_RUNTIME_TEMPLATE_AST_H

#include "template/Operators.h"
#include "template/Value.h"

#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace tern::rt::jinja {

struct Expr;
struct Statement;

struct Keyword; // name = value, in a call

/// An expression. What `operands` are, and `name`, depends on the kind.
struct Expr {
  enum Kind : uint8_t {
    Absent,      ///< a bound of a slice, or what follows an `else`
    Constant,    ///< `constant`
    Name,        ///< `name`
    List,        ///< the elements
    Tuple,       ///< the elements
    Dict,        ///< key, value, key, value, ...
    Attribute,   ///< object; `name`
    Item,        ///< object, key
    Slice,       ///< object, start, stop, step
    Call,        ///< callee, arguments; `keywords`
    Filter,      ///< value, arguments; `name`, `keywords`
    Test,        ///< value, arguments; `name`, `keywords`
    Not,         ///< value
    Negate,      ///< value
    Plus,        ///< value
    And,         ///< left, right
    Or,          ///< left, right
    Conditional, ///< value if true, condition, value if false
    Concat,      ///< parts
    Binary,      ///< left, right; one of `operators`
    Compare      ///< first, second, ...; `operators` between them
  };

  Kind kind = Absent;
  int line = 0;
  int depth = 1; ///< of the tree below
  std::string name;
  Value constant;
  std::vector<Expr> operands;
  std::vector<Keyword> keywords;
  std::vector<Operator> operators;
};

struct Keyword {
  std::string name;
  Expr value;
};

/// What a value is assigned to: a name, a namespace's attribute, or several
/// names that share a sequence's elements.
struct Target {
  std::string name;
  std::string attribute; ///< empty for a name
  std::vector<Target> parts;
  bool isTuple = false;
  int line = 0;
};

struct Block {
  std::vector<Statement> statements;
};

/// A block that has variables of its own. `hidden` are those which are
/// undefined when it begins, whatever there is outside (Scopes.h).
struct Scope {
  Block body;
  std::vector<std::string> hidden;
};

struct TextStatement {
  std::string text;
};

struct OutputStatement {
  Expr value;
};

struct IfStatement {
  struct Branch {
    Expr condition;
    Block body;
  };
  std::vector<Branch> branches;
  Block otherwise;
};

struct ForStatement {
  Target target;
  Expr iterable;
  std::optional<Expr> filter;
  Scope body, otherwise;
};

struct SetStatement {
  Target target;
  Expr value;
};

/// {% set target %}...{% endset %}
struct CaptureStatement {
  Target target;
  Scope body;
};

struct MacroStatement {
  struct Parameter {
    std::string name;
    std::optional<Expr> otherwise;
  };
  std::string name;
  std::vector<Parameter> parameters;
  Scope body;
};

/// Marks what a model generates, and prints its content.
struct GenerationStatement {
  Scope body;
};

struct BreakStatement {};
struct ContinueStatement {};

struct Statement {
  int line;
  std::variant<TextStatement, OutputStatement, IfStatement, ForStatement,
               SetStatement, CaptureStatement, MacroStatement,
               GenerationStatement, BreakStatement, ContinueStatement>
      content;
};

} // namespace tern::rt::jinja

#endif // TERN_RUNTIME_TEMPLATE_AST_H
