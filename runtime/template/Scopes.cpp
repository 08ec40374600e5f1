//===- Scopes.cpp - which variables a block hides -------------------------===//
#include "template/Scopes.h"

#include <set>

using namespace tern::rt::jinja;

namespace {

/// What is known of the names of one scope.
class Symbols {
public:
  explicit Symbols(const Symbols *outer = nullptr) : outer(outer) {}

  bool knows(const std::string &name) const {
    return mentioned.contains(name) || (outer && outer->knows(name));
  }

  void load(const std::string &name) {
    if (!knows(name))
      mentioned.insert(name);
  }

  void store(const std::string &name) {
    stored.insert(name);
    if (!knows(name))
      hidden.insert(name);
    mentioned.insert(name);
  }

  /// A name that has its value when the scope begins.
  void declare(const std::string &name) {
    stored.insert(name);
    mentioned.insert(name);
  }

  /// Takes over what branches, which began as copies of this, have found.
  void merge(const std::vector<Symbols> &branches) {
    std::set<std::string> before = stored;
    for (const Symbols &branch : branches) {
      mentioned.insert(branch.mentioned.begin(), branch.mentioned.end());
      stored.insert(branch.stored.begin(), branch.stored.end());
      hidden.insert(branch.hidden.begin(), branch.hidden.end());
    }
    // The branch that assigns may not be taken.
    for (const std::string &name : stored)
      if (!before.contains(name))
        hidden.erase(name);
  }

  std::vector<std::string> hiddenNames() const {
    return {hidden.begin(), hidden.end()};
  }

private:
  const Symbols *outer;
  std::set<std::string> mentioned, stored, hidden;
};

} // namespace

static void load(Symbols &symbols, const Expr &expr) {
  if (expr.kind == Expr::Name)
    symbols.load(expr.name);
  for (const Expr &operand : expr.operands)
    load(symbols, operand);
  for (const Keyword &keyword : expr.keywords)
    load(symbols, keyword.value);
}

static void store(Symbols &symbols, const Target &target) {
  for (const Target &part : target.parts)
    store(symbols, part);
  if (target.isTuple)
    return;
  if (target.attribute.empty())
    symbols.store(target.name);
  else
    symbols.load(target.name);
}

static void declare(Symbols &symbols, const Target &target) {
  for (const Target &part : target.parts)
    declare(symbols, part);
  if (!target.isTuple)
    symbols.declare(target.name);
}

/// Notes the names of a block itself, in order.
static void collect(Symbols &symbols, const Block &block);

static void collectFrom(Symbols &, const TextStatement &) {}
static void collectFrom(Symbols &, const BreakStatement &) {}
static void collectFrom(Symbols &, const ContinueStatement &) {}
static void collectFrom(Symbols &, const GenerationStatement &) {}

static void collectFrom(Symbols &symbols, const OutputStatement &output) {
  load(symbols, output.value);
}

static void collectFrom(Symbols &symbols, const SetStatement &set) {
  load(symbols, set.value);
  store(symbols, set.target);
}

static void collectFrom(Symbols &symbols, const CaptureStatement &capture) {
  store(symbols, capture.target);
}

static void collectFrom(Symbols &symbols, const MacroStatement &macro) {
  symbols.store(macro.name);
}

static void collectFrom(Symbols &symbols, const ForStatement &loop) {
  load(symbols, loop.iterable);
}

static void collectFrom(Symbols &symbols, const IfStatement &conditional) {
  load(symbols, conditional.branches.front().condition);
  Symbols first = symbols, alternatives = symbols, otherwise = symbols;
  collect(first, conditional.branches.front().body);
  for (size_t i = 1; i < conditional.branches.size(); ++i) {
    // Every `elif` is a conditional of its own.
    load(alternatives, conditional.branches[i].condition);
    Symbols branch = alternatives;
    collect(branch, conditional.branches[i].body);
    alternatives.merge({branch});
  }
  collect(otherwise, conditional.otherwise);
  symbols.merge({first, alternatives, otherwise});
}

static void collect(Symbols &symbols, const Block &block) {
  for (const Statement &statement : block.statements)
    std::visit([&](const auto &content) { collectFrom(symbols, content); },
               statement.content);
}

/// Fills in the scopes within a block, whose own symbols are all known.
static void findInner(const Symbols &symbols, Block &block);

static void find(Symbols symbols, Scope &scope) {
  collect(symbols, scope.body);
  scope.hidden = symbols.hiddenNames();
  findInner(symbols, scope.body);
}

template <typename T> static void findWithin(const Symbols &, T &) {}

static void findWithin(const Symbols &symbols, IfStatement &conditional) {
  for (IfStatement::Branch &branch : conditional.branches)
    findInner(symbols, branch.body);
  findInner(symbols, conditional.otherwise);
}

static void findWithin(const Symbols &symbols, ForStatement &loop) {
  Symbols body(&symbols);
  body.declare("loop");
  declare(body, loop.target);
  find(std::move(body), loop.body);
  find(Symbols(&symbols), loop.otherwise);
}

static void findWithin(const Symbols &symbols, CaptureStatement &capture) {
  find(Symbols(&symbols), capture.body);
}

static void findWithin(const Symbols &symbols, GenerationStatement &marked) {
  find(Symbols(&symbols), marked.body);
}

static void findWithin(const Symbols &symbols, MacroStatement &macro) {
  Symbols body(&symbols);
  for (const MacroStatement::Parameter &parameter : macro.parameters)
    body.declare(parameter.name);
  for (const MacroStatement::Parameter &parameter : macro.parameters)
    if (parameter.otherwise)
      load(body, *parameter.otherwise);
  find(std::move(body), macro.body);
}

static void findInner(const Symbols &symbols, Block &block) {
  for (Statement &statement : block.statements)
    std::visit([&](auto &content) { findWithin(symbols, content); },
               statement.content);
}

void tern::rt::jinja::findHiddenNames(Scope &root) { find(Symbols(), root); }
