//===- Renderer.h - from a template to its text ---------------------------===//
#ifndef TERN_RUNTIME_TEMPLATE_RENDERER_H
#define TERN_RUNTIME_TEMPLATE_RENDERER_H

#include "template/Arguments.h"
#include "template/Ast.h"
#include "template/Budget.h"

#include <ctime>
#include <deque>

namespace tern::rt::jinja {

using Variables = std::map<std::string, Value, std::less<>>;

/// The variables of a scope that is being rendered.
class Frame {
public:
  explicit Frame(const Frame *outer = nullptr) : outer(outer) {}
  /// The frame of a scope within another, or of the template itself.
  Frame(const Scope &scope, const Frame *outer);

  void set(const std::string &name, Value value) {
    variables[name] = std::move(value);
  }
  /// The value of a name here or around, or null.
  const Value *find(const std::string &name) const;

private:
  const Frame *outer;
  Variables variables;
};

/// Counts evaluations within evaluations: expressions and blocks nest, and
/// macros call macros. All of it must fit a thread's stack.
class Deeper {
public:
  explicit Deeper(int &depth) : depth(depth) {
    constexpr int deepest = 500;
    if (depth == deepest)
      refuse("nests deeper than " + std::to_string(deepest) + " evaluations");
    ++depth;
  }
  ~Deeper() { --depth; }
  Deeper(const Deeper &) = delete;
  Deeper &operator=(const Deeper &) = delete;

private:
  int &depth;
};

/// One rendering of a template. Throws Refusal.
class Renderer {
public:
  /// `given` are the template's variables, `now` what strftime_now tells.
  Renderer(const Scope &root, const Variables &given, const std::tm &now)
      : root(root), given(given), now(now), rootFrame(root, nullptr) {}

  std::string run();

private:
  enum class Flow : uint8_t { Next, Break, Continue };

  /// Evaluates an expression; errors get its line.
  Value evaluate(const Expr &expr, const Frame &frame);
  Value evaluateHere(const Expr &expr, const Frame &frame);
  Values evaluateAll(const std::vector<Expr> &exprs, size_t from,
                     const Frame &frame);
  Value lookUp(const std::string &name, const Frame &frame) const;
  Value dict(const Expr &expr, const Frame &frame);
  Value slice(const Expr &expr, const Frame &frame);
  Value concat(const Expr &expr, const Frame &frame);
  bool comparison(const Expr &expr, const Frame &frame);
  Arguments arguments(const Expr &expr, const Frame &frame);

  Value call(const Value &callee, const Arguments &arguments);
  Value callFunction(Function function, const Arguments &arguments);
  Value callMacro(const MacroStatement &macro, const Arguments &arguments);
  Value makeNamespace(const Arguments &arguments);

  Flow execute(const Block &block, Frame &frame);
  Flow execute(const Scope &scope, const Frame &outer);
  Flow execute(const TextStatement &text, Frame &frame);
  Flow execute(const OutputStatement &output, Frame &frame);
  Flow execute(const IfStatement &conditional, Frame &frame);
  Flow execute(const ForStatement &loop, Frame &frame);
  Flow execute(const SetStatement &set, Frame &frame);
  Flow execute(const CaptureStatement &capture, Frame &frame);
  Flow execute(const MacroStatement &macro, Frame &frame);
  Flow execute(const GenerationStatement &marked, Frame &frame);
  Flow execute(const BreakStatement &, Frame &) { return Flow::Break; }
  Flow execute(const ContinueStatement &, Frame &) { return Flow::Continue; }

  /// What a block prints, as a text.
  std::string capture(const Block &block, Frame &frame);
  void assign(const Target &target, const Value &value, Frame &frame);
  void assignAll(const Target &target, const Value &value, Frame &frame);

  const Scope &root;
  const Variables &given;
  const std::tm &now;
  Budget budget;
  TextBuilder *out = nullptr;
  int depth = 0;
  Frame rootFrame;
  std::deque<Namespace> namespaces;
};

} // namespace tern::rt::jinja

#endif // TERN_RUNTIME_TEMPLATE_RENDERER_H
