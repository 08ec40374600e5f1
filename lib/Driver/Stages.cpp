//===- Stages.cpp - running a compile's stages ----------------------------===//
#include "tern/Driver/Driver.h"

#include "dialects/Trit/Trit.h"
#include "tern/Codegen/Codegen.h"
#include "tern/Pipeline/Passes.h"
#include "tern/Pipeline/Registration.h"
#include "tern/Target/Target.h"

#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/Verifier.h"
#include "mlir/Pass/PassManager.h"

using namespace tern;

void tern::registerCompilerDialects(mlir::DialectRegistry &registry) {
  registerDialects(registry);
  registerCodegenDialects(registry);
}

/// Of `kStageNames`: where entries are made.
static constexpr size_t kScheduleStage = 3;

static void buildStage(mlir::OpPassManager &pm, llvm::StringRef stage,
                       const CompileRequest &request, trit::TargetAttr target) {
  if (stage == "import") { // the module is there
    pm.addPass(createMarkStage({stage.str()}));
  } else if (stage == "fuse") {
    FuseOptions options;
    options.normQuantize = request.normQuantize;
    options.glu = request.glu;
    options.parallelMatmuls = request.parallelMatmuls;
    options.epilogue = request.epilogue;
    options.head = request.head;
    buildFusePipeline(pm, options);
  } else if (stage == "pack") {
    PackOptions options;
    options.kv = request.kv;
    options.layout = request.layout;
    buildPackPipeline(pm, options);
  } else if (stage == "schedule") {
    ScheduleOptions options;
    options.prefillTokens = request.prefillTokens;
    options.sequences = request.sequences;
    buildSchedulePipeline(pm, options);
  } else if (stage == "lower") {
    LowerOptions options;
    if (target)
      options.gpu = target.getGpu().str();
    buildLowerPipeline(pm, options);
  }
}

/// The first diagnostic's text, with its place where it has one.
static std::string render(mlir::Diagnostic &diagnostic) {
  std::string text;
  llvm::raw_string_ostream stream(text);
  if (auto file =
          llvm::dyn_cast<mlir::FileLineColLoc>(diagnostic.getLocation()))
    stream << file.getFilename().getValue() << ':' << file.getLine() << ':'
           << file.getColumn() << ": ";
  stream << diagnostic;
  return text;
}

llvm::Error
tern::runStages(mlir::ModuleOp module, llvm::StringRef last,
                const CompileRequest &request,
                llvm::function_ref<llvm::Error(llvm::StringRef)> after) {
  auto written = module->getAttrOfType<mlir::StringAttr>(kStageAttrName);
  llvm::ArrayRef<llvm::StringLiteral> stages(kStageNames);
  const auto *at = llvm::find(stages, written ? written.getValue() : "import");
  if (at == stages.end())
    return llvm::createStringError(
        "module has %s = \"%s\", which is not a stage", kStageAttrName.data(),
        written.getValue().str().c_str());
  if (request.head != "default" && at != stages.begin())
    return llvm::createStringError(
        "--head=%s: the module has been through the stage %s, where the head "
        "is chosen; expected a checkpoint or a module of the stage import",
        request.head.c_str(), kStageNames[1].data());
  if (request.sequences != 0 && at >= stages.begin() + kScheduleStage)
    return llvm::createStringError(
        "--sequences=%lld: the module has been through the stage schedule, "
        "where entries are made; expected a checkpoint or a module of a stage "
        "before",
        static_cast<long long>(request.sequences));
  std::string message;
  mlir::ScopedDiagnosticHandler handler(
      module.getContext(), [&](mlir::Diagnostic &diagnostic) {
        if (diagnostic.getSeverity() == mlir::DiagnosticSeverity::Error &&
            message.empty())
          message = render(diagnostic);
      });
  for (; at != stages.end() && *at != "emit"; ++at) {
    if (*at != (written ? written.getValue() : "import") || *at == "import") {
      mlir::PassManager pm(module.getContext());
      // Behind each pass takes half of a stage's time; `tern-opt` does it.
      pm.enableVerifier(false);
      buildStage(
          pm, *at, request,
          module->getAttrOfType<trit::TargetAttr>(trit::kTargetAttrName));
      if (mlir::failed(pm.run(module)) || mlir::failed(mlir::verify(module)))
        return llvm::createStringError("stage %s: %s", at->data(),
                                       message.c_str());
      if (llvm::Error error = after(*at))
        return error;
    }
    if (*at == last)
      break;
  }
  return llvm::Error::success();
}
