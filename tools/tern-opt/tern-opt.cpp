//===- tern-opt.cpp - run any pass or stage on IR -------------------------===//
#include "dialects/Tern/Tern.h"
#include "dialects/Trit/Trit.h"
#include "tern/Conversion/Passes.h"
#include "tern/Pipeline/Pipelines.h"
#include "tern/Target/Passes.h"
#include "tern/Transforms/Passes.h"

#include "mlir/InitAllDialects.h"
#include "mlir/InitAllExtensions.h"
#include "mlir/InitAllPasses.h"
#include "mlir/Tools/mlir-opt/MlirOptMain.h"

int main(int argc, char **argv) {
  mlir::DialectRegistry registry;
  mlir::registerAllDialects(registry);
  mlir::registerAllExtensions(registry);
  mlir::registerAllPasses();
  registry.insert<tern::TernDialect, tern::trit::TritDialect>();
  tern::registerBufferizationModels(registry);
  tern::trit::registerBufferizationModels(registry);
  tern::registerTernConversionPasses();
  tern::registerTernTargetPasses();
  tern::registerTernTransformsPasses();
  tern::registerPipelines();
  return mlir::asMainReturnCode(
      mlir::MlirOptMain(argc, argv, "Tern's optimizer driver\n", registry));
}
