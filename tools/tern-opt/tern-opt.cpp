//===- tern-opt.cpp - run any pass or stage on IR -------------------------===//
#include "tern/Pipeline/Registration.h"

#include "mlir/IR/DialectRegistry.h"
#include "mlir/Tools/mlir-opt/MlirOptMain.h"

int main(int argc, char **argv) {
  mlir::DialectRegistry registry;
  tern::registerDialects(registry);
  tern::registerPasses();
  return mlir::asMainReturnCode(
      mlir::MlirOptMain(argc, argv, "Tern's optimizer driver\n", registry));
}
