//===- Registration.cpp - everything of Tern, for a tool ------------------===//
#include "tern/Pipeline/Registration.h"

#include "dialects/Tern/Tern.h"
#include "dialects/Trit/Trit.h"
#include "tern/Conversion/Passes.h"
#include "tern/Pipeline/Pipelines.h"
#include "tern/Target/Passes.h"
#include "tern/Transforms/Passes.h"

#include "mlir/InitAllDialects.h"
#include "mlir/InitAllExtensions.h"
#include "mlir/InitAllPasses.h"

void tern::registerDialects(mlir::DialectRegistry &registry) {
  mlir::registerAllDialects(registry);
  mlir::registerAllExtensions(registry);
  registry.insert<TernDialect, trit::TritDialect>();
  tern::registerBufferizationModels(registry);
  trit::registerBufferizationModels(registry);
}

void tern::registerPasses() {
  mlir::registerAllPasses();
  registerTernConversionPasses();
  registerTernTargetPasses();
  registerTernTransformsPasses();
  registerPipelines();
}
