//===- Passes.td - the passes of tern-reduce alone ------------------------===//
#ifndef TERN_REDUCE_PASSES_TD
#define TERN_REDUCE_PASSES_TD

include "mlir/Pass/PassBase.td"

def ReduceGraph : Pass<"reduce-graph", "::mlir::ModuleOp"> {
  let summary = "Drop each operation without which a failure still shows";
  let description = [{
    Tries the operations one by one, last first, so that readers go before what
    they read, and functions as a whole before what is in them. Whoever reads a
    result of a dropped operation reads an operand of its type instead or, if
    there is none, `ub.poison`. The tester is run once for each operation.
  }];
  let options = [
    Option<"tester", "test", "std::string", "\"\"",
           "A program that exits with 1 for a file of IR that shows the failure, else with 0">];
  let dependentDialects = ["::mlir::ub::UBDialect"];
}

#endif // TERN_REDUCE_PASSES_TD
