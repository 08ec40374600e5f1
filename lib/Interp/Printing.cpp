//===- Printing.cpp - values as text --------------------------------------===//
#include "tern/Interp/Printing.h"

#include "llvm/Support/Format.h"
#include "llvm/Support/xxhash.h"

#include <algorithm>
#include <charconv>

using namespace tern::interp;

/// The shortest text that reads back as the same number.
static void printNumber(llvm::raw_ostream &os, const Tensor &tensor,
                        int64_t index) {
  char text[32];
  std::to_chars_result end =
      tensor.isFloat()
          ? std::to_chars(text, std::end(text), tensor.floats()[index])
          : std::to_chars(text, std::end(text),
                          static_cast<int64_t>(tensor.number(index)));
  os << llvm::StringRef(text, end.ptr - text);
}

/// Prints the elements from `index` on that lie below an axis.
static void printElements(llvm::raw_ostream &os, const Tensor &tensor,
                          int64_t axis, int64_t &index) {
  if (axis == tensor.rank()) {
    printNumber(os, tensor, index++);
    return;
  }
  os << '[';
  for (int64_t i = 0; i < tensor.dim(axis); ++i) {
    if (i > 0)
      os << ", ";
    printElements(os, tensor, axis + 1, index);
  }
  os << ']';
}

void tern::interp::print(llvm::raw_ostream &os, const Value &value) {
  os << typeText(value) << " = ";
  int64_t index = 0;
  if (value.isIndex())
    os << value.index();
  else
    printElements(os, value.tensor(), 0, index);
}

static llvm::ArrayRef<uint8_t> bytesOf(const Tensor &tensor) {
  auto view = [](auto values) {
    return llvm::ArrayRef(reinterpret_cast<const uint8_t *>(values.data()),
                          values.size() * sizeof(values[0]));
  };
  if (tensor.isFloat())
    return view(tensor.floats());
  return tensor.kind() == ElementKind::I32 ? view(tensor.ints())
                                           : view(tensor.bytes());
}

void tern::interp::printSummary(llvm::raw_ostream &os, const Value &value) {
  if (value.isIndex())
    return print(os, value);
  const Tensor &tensor = value.tensor();
  os << typeText(value);
  if (tensor.size() > 0) {
    int64_t least = 0, greatest = 0;
    double sum = 0;
    for (int64_t i = 0; i < tensor.size(); ++i) {
      least = tensor.number(i) < tensor.number(least) ? i : least;
      greatest = tensor.number(i) > tensor.number(greatest) ? i : greatest;
      sum += tensor.number(i);
    }
    os << " min ";
    printNumber(os, tensor, least);
    os << " max ";
    printNumber(os, tensor, greatest);
    os << llvm::format(" mean %g", sum / static_cast<double>(tensor.size()));
  }
  os << " xxh3 "
     << llvm::format_hex_no_prefix(llvm::xxh3_64bits(bytesOf(tensor)), 16);
}
