//===- SafetensorsWriter.h - writing aligned safetensors ------------------===//
#ifndef TERN_BUNDLE_SAFETENSORSWRITER_H
#define TERN_BUNDLE_SAFETENSORSWRITER_H

#include "tern/ABI.h"
#include "tern/Checkpoint/DType.h"

#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/Alignment.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/raw_ostream.h"

#include <string>
#include <vector>

namespace tern {

/// Writes a safetensors file as a stream: first every tensor is declared, then
/// each one's bytes are written in that order.
///
/// The data section and every tensor begin at multiples of an alignment of the
/// file: the header is padded with spaces, and as the format allows no holes,
/// U8 tensors `__pad.N` lie between tensors where bytes are needed.
class SafetensorsWriter {
public:
  struct Tensor {
    std::string name;
    DType dtype;
    llvm::SmallVector<int64_t, 4> shape;
    uint64_t offset; ///< in the data section
    uint64_t bytes;
    bool padding; ///< one of `__pad.N`
  };

  /// Writes the bytes of the declared tensor number `index`.
  using Fill =
      llvm::function_ref<llvm::Error(size_t index, llvm::raw_ostream &os)>;

  /// `path` names the file in errors; `alignment` is a power of two.
  explicit SafetensorsWriter(std::string path,
                             uint64_t alignment = TERN_ABI_ALIGNMENT)
      : path(std::move(path)), alignment(alignment) {}

  /// Adds a tensor. Its name must be new, not that of a padding, and UTF-8;
  /// its size must not overflow.
  llvm::Error declare(llvm::StringRef name, DType dtype,
                      llvm::ArrayRef<int64_t> shape);

  /// All tensors, padding among them, in the order of their bytes.
  llvm::ArrayRef<Tensor> tensors() const { return entries; }
  /// The header with its length: everything before the data section, whose
  /// offset is therefore its size.
  std::string header() const;
  /// Writes the file. An error of `fill`, or a tensor that it gives another
  /// number of bytes than declared, ends it. Errors of `os` are its owner's,
  /// who can end the writing through `fill`.
  llvm::Error write(llvm::raw_ostream &os, Fill fill) const;

private:
  void append(llvm::StringRef name, DType dtype, llvm::ArrayRef<int64_t> shape,
              uint64_t bytes, bool padding);

  std::string path;
  llvm::Align alignment;
  std::vector<Tensor> entries;
  llvm::StringSet<> names;
  uint64_t end = 0;
  size_t paddings = 0;
};

} // namespace tern

#endif // TERN_BUNDLE_SAFETENSORSWRITER_H
