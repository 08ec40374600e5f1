//===- Passes.td - the stages at both ends of a compile -------------------===//
#ifndef TERN_PIPELINE_PASSES_TD
#define TERN_PIPELINE_PASSES_TD

include "mlir/Pass/PassBase.td"

def ImportStage : Pass<"import", "::mlir::ModuleOp"> {
  let summary = "The stage import: fill an empty module with a checkpoint's graph";
  let description = [{
    Reads the config and the tensors' names, types and shapes of a checkpoint
    and writes its graph down in the tern dialect; weights stay outside. The
    module also gets the attribute `trit.target`.
  }];
  let options = [
    Option<"checkpoint", "checkpoint", "std::string", "\"\"",
           "The checkpoint's directory, or a GGUF file">,
    Option<"projections", "projections", "std::string", "\"\"",
           "What projections are taken for, as ternc --projections and "
           "--quantize spell it">,
    Option<"i2sLayout", "i2s-layout", "std::string", "\"\"",
           "How a GGUF file lays out I2_S, as ternc --i2s-layout spells it">,
    Option<"tokens", "context", "int64_t", "0",
           "Tokens that the caches hold; 0 for the model's">,
    Option<"target", "target", "std::string", "\"native\"",
           "What code is generated for, as ternc --target spells it">];
  let dependentDialects = [
    "::mlir::func::FuncDialect", "::tern::TernDialect", "::tern::trit::TritDialect"];
}

def EmitStage : Pass<"emit", "::mlir::ModuleOp"> {
  let summary = "The stage emit: write a lowered module as code";
  let description = [{
    Translates a module after the stage `lower` to LLVM IR, optimises it for
    the module's target and writes it. The module stays as it is.
  }];
  let options = [
    Option<"kind", "kind", "std::string", "\"llvm\"",
           "What to write: llvm (LLVM IR), asm or obj">,
    Option<"output", "output", "std::string", "\"-\"",
           "The file to write, - for standard output">];
}

def MarkStage : Pass<"mark-stage", "::mlir::ModuleOp"> {
  let summary = "Say which stage a module has been through";
  let description = [{
    Sets the attribute `tern.stage`, from which ternc knows where to go on. It is
    the last pass of each stage's pipeline.
  }];
  let options = [
    Option<"stage", "stage", "std::string", "\"\"",
           "The stage's name, as ternc --emit spells it">];
}

#endif // TERN_PIPELINE_PASSES_TD
