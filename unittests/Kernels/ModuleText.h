//===- ModuleText.h - writing a model's module ----------------------------===//
#ifndef TERN_UNITTESTS_KERNELS_MODULETEXT_H
#define TERN_UNITTESTS_KERNELS_MODULETEXT_H

#include "dialects/Trit/Trit.h"

#include "llvm/Support/FormatVariadic.h"

#include <cstdint>
#include <string>

namespace tern::lowering {

/// `tensor<TxNxf32>` or of another element type: the features of T tokens, of
/// as many as the step has if it is `?`.
std::string activations(int64_t features, const std::string &element = "f32",
                        const std::string &tokens = "?");
/// `tensor<NxKxelement>`.
std::string matrix(int64_t rows, int64_t columns, const std::string &element);

/// The text of a module whose `@forward` is a model's: operations are lines,
/// and what a test wants to see leaves the function as logits or is appended,
/// at `%position`, to a cache of its own.
class ModuleText {
public:
  /// Rows of the tables that are inputs: ids are below.
  static constexpr int64_t kIds = 16;

  /// Of as many tokens as `activations` takes; caches for outputs hold
  /// `positions`.
  explicit ModuleText(std::string tokens = "?", int64_t positions = 16)
      : tokens(std::move(tokens)), positions(positions) {}

  /// Declares the parameter `@name` and makes `%name` its value. `source` is
  /// what follows the type.
  void param(const std::string &name, const std::string &type,
             const std::string &source = "");
  /// A ternary weight as `pack` leaves it, in tiles of so many rows.
  /// Returns the type of `%name`.
  std::string packedParam(const std::string &name, int64_t rows,
                          int64_t columns, trit::EncodingAttrInterface encoding,
                          int64_t tileRows);
  /// `%name`, a row of the table `@name.table` of f32 for each id.
  void input(const std::string &name, int64_t features);
  /// An operation, in which `{0}` stands for the first of `values`.
  template <typename... Values>
  void op(const char *format, const Values &...values) {
    body += "  " + llvm::formatv(format, values...).str() + "\n";
  }
  /// `%name.q`, `%name.s` and `%name.sum`, the quantised `%name`.
  void quantize(const std::string &name, int64_t features);
  /// A cache argument `%name` that the function returns as `result`.
  void cache(const std::string &name, const std::string &type,
             const std::string &result);
  /// Appends activations to a cache.
  void output(const std::string &value, int64_t features);
  /// The module with `value` as its logits.
  std::string finish(const std::string &value, int64_t features) const;

private:
  std::string tokens;
  int64_t positions, outputs = 0;
  std::string params, body, arguments, results, resultTypes;
};

} // namespace tern::lowering

#endif // TERN_UNITTESTS_KERNELS_MODULETEXT_H
