//===- Assembly.h - functions and loops of an assembly file ---------------===//
//
// Reads what LLVM's verbose assembly says in comments: blocks, loops, and where
// `.loc` directives say that instructions come from.
//
//===----------------------------------------------------------------------===//
#ifndef TERN_LIB_REPORT_ASSEMBLY_H
#define TERN_LIB_REPORT_ASSEMBLY_H

#include "Listing.h"

#include "llvm/ADT/StringSet.h"
#include "llvm/TargetParser/Triple.h"

namespace tern {

/// An innermost loop whose blocks stand together.
struct AssemblyLoop {
  std::string function;
  LineRange lines;
};

/// An instruction, and the line in its source, 0 if not known.
struct LocatedInstruction {
  llvm::StringRef text; ///< without its comment
  unsigned line = 0, source = 0;
};

/// The instructions of a function by the names of their blocks.
using LocatedBlocks = std::map<std::string, std::vector<LocatedInstruction>>;

/// The lines of an assembly file for a target. They count from 1.
class Assembly {
public:
  Assembly(llvm::StringRef text, const llvm::Triple &triple);

  llvm::StringRef line(unsigned number) const { return lines[number - 1]; }
  /// What begins a comment.
  llvm::StringRef comment() const { return mark; }
  llvm::StringRef withoutComment(llvm::StringRef line) const;
  /// True of an instruction; not of labels, directives and comments.
  bool isInstruction(llvm::StringRef line) const;

  /// The lines of each of the named functions.
  std::map<std::string, LineRange>
  findFunctions(const llvm::StringSet<> &names) const;
  /// The innermost loops of a function, in their order.
  std::vector<AssemblyLoop> findLoops(llvm::StringRef function,
                                      LineRange range) const;
  /// The instructions of a function, with what `.loc` directives say.
  LocatedBlocks readBlocks(LineRange range) const;

private:
  bool beginsBlock(llvm::StringRef line) const;
  llvm::StringRef readInnermost(unsigned first, unsigned last) const;

  llvm::SmallVector<llvm::StringRef, 0> lines;
  llvm::StringRef mark;
};

} // namespace tern

#endif // TERN_LIB_REPORT_ASSEMBLY_H
