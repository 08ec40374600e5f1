//===- Arguments.cpp - values written on a command line -------------------===//
#include "tern/Interp/Arguments.h"

#include "tern/Interp/ParamProvider.h"
#include "tern/Interp/SafetensorsFiles.h"

#include "mlir/IR/BuiltinTypes.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/JSON.h"

using namespace tern;
using namespace tern::interp;

/// The kind and shape of a tensor, as on the command line: `3x64xf32`.
struct TensorType {
  ElementKind kind;
  llvm::SmallVector<int64_t> shape;
};

static llvm::Expected<TensorType> parseType(llvm::StringRef text) {
  TensorType type;
  llvm::StringRef rest = text;
  for (int64_t dim = 0; !rest.empty() && llvm::isDigit(rest.front());) {
    if (rest.consumeInteger(10, dim) || !rest.consume_front("x"))
      return llvm::createStringError("'" + text +
                                     "' is not a type such as 3x64xf32");
    type.shape.push_back(dim);
  }
  std::optional<ElementKind> kind = parseKind(rest);
  if (!kind)
    return llvm::createStringError(
        "'" + rest +
        "' is not an element type, expected f32, f16, bf16, i8, "
        "i32 or trit");
  type.kind = *kind;
  return type;
}

/// The type of the argument itself, where it is static.
static llvm::Expected<TensorType> staticType(mlir::Type type) {
  auto tensor = llvm::dyn_cast<mlir::RankedTensorType>(type);
  std::optional<ElementKind> kind =
      tensor ? kindOf(tensor.getElementType()) : std::nullopt;
  if (!kind || !tensor.hasStaticShape())
    return llvm::createStringError(
        "needs a type such as zeros:3x64xf32, as the argument's is not a "
        "tensor of known shape");
  return TensorType{*kind, llvm::SmallVector<int64_t>(tensor.getShape())};
}

/// Follows the first element of each list to find the shape of nested lists.
static llvm::SmallVector<int64_t> shapeOf(const llvm::json::Value &json) {
  llvm::SmallVector<int64_t> shape;
  const llvm::json::Value *value = &json;
  while (const llvm::json::Array *list = value->getAsArray()) {
    shape.push_back(static_cast<int64_t>(list->size()));
    if (list->empty())
      break;
    value = &list->front();
  }
  return shape;
}

/// Stores the numbers of nested lists, which must have the tensor's shape.
static llvm::Error store(const llvm::json::Value &json, int64_t axis,
                         Tensor &tensor, int64_t &index) {
  if (axis == tensor.rank()) {
    std::optional<double> number = json.getAsNumber();
    if (!number)
      return llvm::createStringError("expected numbers in lists of equal "
                                     "lengths");
    return tensor.setNumber(index++, *number);
  }
  const llvm::json::Array *list = json.getAsArray();
  if (!list || static_cast<int64_t>(list->size()) != tensor.dim(axis))
    return llvm::createStringError("expected lists of equal lengths");
  for (const llvm::json::Value &element : *list)
    if (llvm::Error error = store(element, axis + 1, tensor, index))
      return error;
  return llvm::Error::success();
}

/// Whether lists nest deeper than any tensor's; the parser recurses.
static bool isTooDeep(llvm::StringRef text) {
  int depth = 0;
  for (char c : text) {
    depth += c == '[' || c == '{' ? 1 : c == ']' || c == '}' ? -1 : 0;
    if (depth > 8)
      return true;
  }
  return false;
}

static llvm::Expected<Value> parseNumbers(ElementKind kind,
                                          llvm::StringRef text) {
  if (isTooDeep(text))
    return llvm::createStringError("lists nest deeper than 8");
  llvm::Expected<llvm::json::Value> json = llvm::json::parse(text);
  if (!json)
    return json.takeError();
  auto tensor = Tensor::zeros(kind, shapeOf(*json));
  if (!tensor)
    return tensor.takeError();
  int64_t index = 0;
  if (llvm::Error error = store(*json, 0, *tensor, index))
    return error;
  return Value(std::move(*tensor));
}

static llvm::Expected<Value> parseIndex(llvm::StringRef text) {
  int64_t index = 0;
  if (text.getAsInteger(10, index))
    return llvm::createStringError("'" + text + "' is not an integer");
  return Value(index);
}

/// `file:PATH#NAME`.
static llvm::Expected<Value> readFile(llvm::StringRef text, mlir::Type type) {
  auto [path, name] = text.rsplit('#');
  if (name.empty())
    return llvm::createStringError("expected file:PATH#NAME");
  llvm::Expected<SafetensorsFile> file = SafetensorsFile::open(path);
  if (!file)
    return file.takeError();
  auto shaped = llvm::dyn_cast<mlir::ShapedType>(type);
  bool trits = shaped && kindOf(shaped.getElementType()) == ElementKind::Trit;
  auto tensor = trits ? readTensor(*file, name, ElementKind::Trit)
                      : readTensor(*file, name);
  if (!tensor)
    return tensor.takeError();
  return Value(std::move(*tensor));
}

/// `fill:TYPE=VALUE` and `alternate:TYPE=VALUE`.
static llvm::Expected<Value> fill(const TensorType &type, llvm::StringRef text,
                                  bool alternate) {
  double value = 0;
  if (text.getAsDouble(value))
    return llvm::createStringError("'" + text + "' is not a number");
  auto tensor = Tensor::zeros(type.kind, type.shape);
  if (!tensor)
    return tensor.takeError();
  for (int64_t i = 0; i < tensor->size(); ++i)
    if (llvm::Error error =
            tensor->setNumber(i, alternate && i % 2 ? -value : value))
      return error;
  return Value(std::move(*tensor));
}

static llvm::Expected<Value> parseSpec(llvm::StringRef spec, mlir::Type type,
                                       uint64_t seed, llvm::StringRef name) {
  size_t wordEnd = spec.find_first_of(":=");
  llvm::StringRef word = spec.take_front(wordEnd);
  llvm::StringRef rest = spec.drop_front(word.size());
  bool typed = rest.consume_front(":");
  if (typed && word == "index")
    return parseIndex(rest);
  if (typed && word == "file")
    return readFile(rest, type);
  if (std::optional<ElementKind> kind = parseKind(word); kind && typed)
    return parseNumbers(*kind, rest);
  bool filled = word == "fill" || word == "alternate";
  if (!filled && word != "zeros" && word != "random")
    return llvm::createStringError(
        "expected index:, i32:, f32:, trit:, zeros:, fill:, alternate:, "
        "random: or file:");
  auto [typeName, number] = rest.split('=');
  auto parsed = typed ? parseType(typeName) : staticType(type);
  if (!parsed)
    return parsed.takeError();
  if (filled)
    return fill(*parsed, number, word == "alternate");
  auto tensor = makeSynthetic(word == "random" ? SyntheticPattern::Random
                                               : SyntheticPattern::Zeros,
                              seed, name, parsed->kind, parsed->shape);
  if (!tensor)
    return tensor.takeError();
  return Value(std::move(*tensor));
}

llvm::Expected<Value> interp::parseArgument(llvm::StringRef spec,
                                            mlir::Type type, uint64_t seed,
                                            llvm::StringRef name) {
  llvm::Expected<Value> value = parseSpec(spec, type, seed, name);
  if (value)
    if (llvm::Error error = checkType(*value, type))
      return error;
  return value;
}
