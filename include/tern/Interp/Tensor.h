//===- Tensor.h - values of the reference interpreter ---------------------===//
#ifndef TERN_INTERP_TENSOR_H
#define TERN_INTERP_TENSOR_H

#include "mlir/IR/Types.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/Support/Error.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <variant>
#include <vector>

namespace tern::interp {

/// Element types that the interpreter computes with.
enum class ElementKind : uint8_t { F32, F16, BF16, I8, I32, Trit };

/// As in a tensor's type and on the command line: `f32`, `trit`.
llvm::StringRef kindName(ElementKind kind);
std::optional<ElementKind> parseKind(llvm::StringRef name);
/// The kind of an MLIR element type, or nothing if it has none here.
std::optional<ElementKind> kindOf(mlir::Type element);

/// A dense row-major tensor of known shape; rank 0 is a number. F16 and BF16
/// are held as the f32 of the same value, trits as -1, 0, 1 in a byte.
class Tensor {
public:
  /// Elements that a tensor may have: enough for any weight, too few to
  /// exhaust a machine by a slip of the keyboard.
  static constexpr int64_t kMaxElements = int64_t{1} << 30;

  /// A tensor of zeros, or an error if a dimension is negative or there are
  /// more than `kMaxElements`.
  static llvm::Expected<Tensor> zeros(ElementKind kind,
                                      llvm::ArrayRef<int64_t> shape);
  /// As `zeros`, of a shape that is known to be sound.
  Tensor(ElementKind kind, llvm::ArrayRef<int64_t> shape);

  ElementKind kind() const { return elementKind; }
  bool isFloat() const { return data.index() == 0; }
  llvm::ArrayRef<int64_t> shape() const { return dims; }
  int64_t rank() const { return static_cast<int64_t>(dims.size()); }
  int64_t dim(int64_t axis) const { return dims[axis]; }
  int64_t size() const { return count; }

  /// The elements of an F32, F16 or BF16 tensor.
  llvm::ArrayRef<float> floats() const {
    return std::get<std::vector<float>>(data);
  }
  llvm::MutableArrayRef<float> floats() {
    return std::get<std::vector<float>>(data);
  }
  /// The elements of an I8 or Trit tensor.
  llvm::ArrayRef<int8_t> bytes() const {
    return std::get<std::vector<int8_t>>(data);
  }
  llvm::MutableArrayRef<int8_t> bytes() {
    return std::get<std::vector<int8_t>>(data);
  }
  /// The elements of an I32 tensor.
  llvm::ArrayRef<int32_t> ints() const {
    return std::get<std::vector<int32_t>>(data);
  }
  llvm::MutableArrayRef<int32_t> ints() {
    return std::get<std::vector<int32_t>>(data);
  }

  /// Any element as a number; every kind's are exact in a double.
  double number(int64_t index) const;
  /// Stores a number: rounded to a float kind (nearest, ties to even), exact in
  /// an integer kind. The error says what does not fit.
  llvm::Error setNumber(int64_t index, double value);

private:
  ElementKind elementKind;
  llvm::SmallVector<int64_t, 4> dims;
  int64_t count;
  std::variant<std::vector<float>, std::vector<int8_t>, std::vector<int32_t>>
      data;
};

/// What an SSA value is: an index, or a tensor (vectors and single numbers
/// too). Copies share the tensor.
class Value {
public:
  Value() = default;
  Value(int64_t index) : content(index) {}
  Value(Tensor tensor)
      : content(std::make_shared<const Tensor>(std::move(tensor))) {}

  bool isIndex() const { return content.index() == 0; }
  int64_t index() const { return std::get<0>(content); }
  const Tensor &tensor() const { return *std::get<1>(content); }

private:
  std::variant<int64_t, std::shared_ptr<const Tensor>> content = int64_t{0};
};

/// The type as text: `index`, `tensor<3x64xf32>`.
std::string typeText(const Value &value);
std::string typeText(ElementKind kind, llvm::ArrayRef<int64_t> shape);
/// Checks that a value can have a type; dynamic dimensions take any size.
llvm::Error checkType(const Value &value, mlir::Type type);

} // namespace tern::interp

#endif // TERN_INTERP_TENSOR_H
