//===- Report.h - a page about a compile ----------------------------------===//
//
// docs/report.md: what the page shows, the JSON behind it, and what a
// prediction means.
//
//===----------------------------------------------------------------------===//
#ifndef TERN_REPORT_REPORT_H
#define TERN_REPORT_REPORT_H

#include "tern/Bundle/Manifest.h"

#include "mlir/IR/BuiltinOps.h"
#include "llvm/IR/Module.h"
#include "llvm/Support/Error.h"

#include <memory>

namespace tern {

/// What a report is asked for.
struct ReportOptions {
  std::string directory; ///< which will have index.html and report.json
  std::string run;       ///< the output of `tern bench --json`; empty for none
  std::string cpu; ///< LLVM's name of the processor that cycles are predicted
                   ///< for; empty: this one if it runs the code
};

/// Looks on as a module is compiled, and writes the report.
///
/// Every call of `addStage` gives all operations of the module new locations:
/// their lines in the text of that stage. So an operation of the next stage
/// says of which lines it was made.
class Reporter {
public:
  /// Fails if the directory cannot be written, or holds anything but a report;
  /// or if there is a run that cannot be read.
  static llvm::Expected<std::unique_ptr<Reporter>>
  create(const ReportOptions &options);
  ~Reporter();

  /// The module as a stage left it.
  void addStage(llvm::StringRef stage, mlir::ModuleOp module);
  /// What a bundle of the module says of itself; tensors must be there, files
  /// need not. Fails if the run is of another compile.
  llvm::Error describe(const Manifest &manifest);
  /// The code of the module that the stage `lower` left, which was added.
  /// `code` stays as it is.
  llvm::Error addCode(mlir::ModuleOp lowered, const llvm::Module &code);
  /// Writes index.html and report.json, or neither.
  llvm::Error write();

private:
  struct State;
  explicit Reporter(std::unique_ptr<State> state);

  std::unique_ptr<State> state;
};

} // namespace tern

#endif // TERN_REPORT_REPORT_H
