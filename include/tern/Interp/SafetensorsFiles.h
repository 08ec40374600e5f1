//===- SafetensorsFiles.h - values from and to safetensors files ----------===//
#ifndef TERN_INTERP_SAFETENSORSFILES_H
#define TERN_INTERP_SAFETENSORSFILES_H

#include "tern/Checkpoint/Safetensors.h"
#include "tern/Interp/Tensor.h"

namespace tern::interp {

/// A tensor of a file as a kind: floats are converted, i8 of -1, 0, 1 can be
/// trits. Errors name the file and the tensor.
llvm::Expected<Tensor> readTensor(const SafetensorsFile &file,
                                  llvm::StringRef name, ElementKind kind);
/// A tensor of a file as what it is: F32, F16, BF16, I8 or I32.
llvm::Expected<Tensor> readTensor(const SafetensorsFile &file,
                                  llvm::StringRef name);

/// Writes values as `result0`, `result1`, ...: an index as I64 of rank 0, trits
/// as I8. The file appears whole or not at all.
llvm::Error writeResults(llvm::StringRef path, llvm::ArrayRef<Value> results);

} // namespace tern::interp

#endif // TERN_INTERP_SAFETENSORSFILES_H
