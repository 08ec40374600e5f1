//===- Encoding.h - encodings of trits, and the list of them --------------===//
//
// What an encoding is, is EncodingInterface.td. This is what one is written
// with, and what there is of them: those of Encodings/, and those that a plugin
// registered before a context loaded the dialect.
//
//===----------------------------------------------------------------------===//
#ifndef TERN_DIALECTS_TRIT_ENCODING_H
#define TERN_DIALECTS_TRIT_ENCODING_H

#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"
#include "mlir/IR/OpImplementation.h"

#include <optional>

namespace tern::trit {

/// Tables of sums: instead of multiplying the activations x of a group of
/// columns with a row's trits, the row's index in that group says which entry
/// of the group's table is their sum of products.
struct SumTables {
  /// The columns of each group of a block; every column is in one group.
  llvm::SmallVector<llvm::SmallVector<int64_t>> groups;
  /// The trits that each entry stands for, one for each column of a group:
  /// `table[e] = sum_i entries[e][i] * x[group[i]]`. A power of two of them.
  llvm::SmallVector<llvm::SmallVector<int8_t>> entries;
};

} // namespace tern::trit

#include "dialects/Trit/EncodingInterface.h.inc"

namespace tern::trit {

class TritDialect;

/// The attribute of an encoding without parameters. `Derived` has
///
///     static constexpr llvm::StringLiteral name = "trit.NAME";
///     static constexpr llvm::StringLiteral summary = "a line for people";
///     MLIR_DEFINE_EXPLICIT_INTERNAL_INLINE_TYPE_ID(Derived)
///
/// and the methods of EncodingAttrInterface but `getName`.
template <typename Derived>
class EncodingBase
    : public mlir::Attribute::AttrBase<Derived, mlir::Attribute,
                                       mlir::AttributeStorage,
                                       EncodingAttrInterface::Trait> {
  using AttributeBase = mlir::Attribute::AttrBase<Derived, mlir::Attribute,
                                                  mlir::AttributeStorage,
                                                  EncodingAttrInterface::Trait>;

public:
  using AttributeBase::AttributeBase;

  llvm::StringRef getName() const {
    return llvm::StringRef(Derived::name).split('.').second;
  }
};

/// An encoding, before there is a context.
struct EncodingEntry {
  llvm::StringRef name, summary;
  void (*addTo)(TritDialect &dialect);
  EncodingAttrInterface (*get)(mlir::MLIRContext *context);
};

/// Appends to the list. A name that it has already ends the process.
void registerEncoding(const EncodingEntry &entry);

/// All that are registered, in the order in which they were: `i2` is the first.
llvm::ArrayRef<EncodingEntry> getEncodings();

/// Their names.
llvm::SmallVector<llvm::StringRef> getEncodingNames();

/// The encoding of that name, or null. The context has the dialect.
EncodingAttrInterface findEncoding(mlir::MLIRContext *context,
                                   llvm::StringRef name);

/// The names after "expected", in an error: `one of i2, t3b5, base3`.
std::string describeEncodings();

/// The encoding of a name that follows, or an error there.
mlir::FailureOr<EncodingAttrInterface> parseEncoding(mlir::AsmParser &parser);

/// A constant of one integer in every lane.
mlir::Value splatOf(mlir::ImplicitLocOpBuilder &b, mlir::VectorType type,
                    int64_t value);

} // namespace tern::trit

#endif // TERN_DIALECTS_TRIT_ENCODING_H
