//===- Value.h - values of a template's expressions -----------------------===//
//
// They are Python's: a template is written for them, and prints them.
//
//===----------------------------------------------------------------------===//
#ifndef TERN_RUNTIME_TEMPLATE_VALUE_H
#define TERN_RUNTIME_TEMPLATE_VALUE_H

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace tern::rt::jinja {

class Budget;
struct Dict;
struct Loop;
struct MacroStatement;
struct Method;
struct Namespace;
struct Sequence;

/// What a name, key or attribute that is not there evaluates to. It prints as
/// nothing and is false; using it otherwise is the error `why`.
struct Undefined {
  std::shared_ptr<const std::string> why;
};

struct None {};

/// The functions that every template can call.
enum class Function : uint8_t { Namespace, RaiseException, Range, StrftimeNow };

using TextPtr = std::shared_ptr<const std::string>;
using SequencePtr = std::shared_ptr<const Sequence>;
using DictPtr = std::shared_ptr<const Dict>;

/// Immutable, but for namespaces, generators and loops; cheap to copy. Text is
/// valid UTF-8.
class Value {
public:
  using Variant = std::variant<Undefined, None, bool, int64_t, double, TextPtr,
                               SequencePtr, DictPtr, Namespace *,
                               const MacroStatement *, std::shared_ptr<Loop>,
                               Function, std::shared_ptr<const Method>>;

  Value() = default;
  explicit Value(Variant data) : data(std::move(data)) {}

  template <typename T> bool is() const {
    return std::holds_alternative<T>(data);
  }
  /// The value as a T, or null.
  template <typename T> const T *as() const { return std::get_if<T>(&data); }

  /// The text, the sequence or the dict, or null.
  const std::string *text() const;
  const Sequence *sequence() const;
  const Dict *dict() const;

private:
  Variant data;
};

using Values = std::vector<Value>;

/// Everything that has elements in order.
struct Sequence {
  enum Kind : uint8_t {
    List,
    Tuple,
    Range,
    Keys, ///< of a dict, as Values and Items are
    Values,
    Items,    ///< pairs
    Generator ///< what a filter gives lazily: can be walked through once
  };

  Kind kind;
  jinja::Values items;
  /// How deep values nest, which is bounded.
  int depth;
  /// Elements of a generator that are gone.
  mutable size_t taken = 0;
};

/// In the order of insertion.
struct Dict {
  std::vector<std::pair<Value, Value>> entries;
  int depth = 1;

  /// The value of a key, or null.
  const Value *find(const Value &key, Budget &budget) const;
  const Value *find(std::string_view key) const;
};

/// The one thing whose attributes a template can set. Owned by the rendering.
struct Namespace {
  std::map<std::string, Value, std::less<>> attributes;
};

/// A method that was looked up and not yet called.
struct Method {
  Value receiver;
  std::string name;
};

Value makeText(std::string text);
/// Throw Refusal if values nest too deep.
Value makeSequence(Sequence::Kind kind, Values items);
Value makeDict(std::vector<std::pair<Value, Value>> entries);
Value makeMethod(Value receiver, std::string name);
Value makeUndefined(std::string why);

/// Sets a key of a dict that is being made.
void setEntry(std::vector<std::pair<Value, Value>> &entries, Value key,
              Value value, Budget &budget);

/// Python's truth.
bool isTrue(const Value &value);

/// Python's name of the type, for messages.
std::string typeName(const Value &value);

/// Throws Refusal if the value is undefined.
void requireDefined(const Value &value);

/// The integer that a value is (a bool is one too), or null.
std::optional<int64_t> asInteger(const Value &value);

} // namespace tern::rt::jinja

#endif // TERN_RUNTIME_TEMPLATE_VALUE_H
