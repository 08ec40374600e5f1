//===- Diagnostic.h - one-line errors -------------------------------------===//
#ifndef TERN_CHECKPOINT_DIAGNOSTIC_H
#define TERN_CHECKPOINT_DIAGNOSTIC_H

#include "llvm/ADT/Twine.h"
#include "llvm/Support/Error.h"

namespace tern {

/// The error `PATH: WHAT`, on one line, not too long.
llvm::Error failure(llvm::StringRef path, const llvm::Twine &what);
/// The error `PATH: tensor 'NAME': WHAT`.
llvm::Error tensorFailure(llvm::StringRef path, llvm::StringRef name,
                          const llvm::Twine &what);
/// A number as errors show it.
std::string floatText(float value);
/// Whether a number can be a weight's scale: it is finite and positive.
bool isScale(float value);
/// What an error says of a number that cannot.
std::string badScaleText(float value);
/// A name from a file in quotes: on one line, printable, not too long.
std::string quoted(llvm::StringRef name);

} // namespace tern

#endif // TERN_CHECKPOINT_DIAGNOSTIC_H
