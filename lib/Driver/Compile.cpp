//===- Compile.cpp - a compile from its input to its output ---------------===//
#include "tern/Driver/Driver.h"

#include "ChooseSchedule.h"
#include "DumpStages.h"
#include "Manifest.h"
#include "WriteBundle.h"
#include "WriteFile.h"
#include "dialects/Trit/Trit.h"
#include "tern/Bundle/Manifest.h"
#include "tern/Checkpoint/Gguf.h"
#include "tern/Codegen/Codegen.h"
#include "tern/Import/Import.h"
#include "tern/Import/ParamSource.h"
#include "tern/Report/Report.h"
#include "tern/Schedule/Tuned.h"
#include "tern/Support/ProgressLine.h"
#include "tern/Support/StepTimes.h"
#include "tern/Target/Target.h"

#include "mlir/Parser/Parser.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/Path.h"

using namespace mlir;
using namespace tern;

namespace {
/// One compile: its input, and where it reports and writes.
class Compile {
public:
  explicit Compile(const CompileRequest &request)
      : request(request), progress(!request.quiet) {}

  llvm::Error run();
  llvm::Expected<TuningSubject> describeSubject();
  void printTimes() {
    progress.clear();
    times.print(llvm::errs());
  }

private:
  llvm::Error begin();
  llvm::Error load();
  llvm::Error loadIR();
  llvm::Error setTarget();
  llvm::Error beginReport();
  llvm::Error describeForReport();
  llvm::Error finishReport();
  llvm::Error runCode();
  llvm::Error openCheckpoint(StringRef path,
                             llvm::Expected<CheckpointOptions> options);
  void reportAssumptions();
  llvm::Error reportQuantization();
  llvm::Error afterStage(StringRef stage);
  llvm::Error readTokenizer();
  llvm::Error writeBytes(llvm::Expected<std::string> bytes);
  llvm::Error writeCode(llvm::Module &code, StringRef kind);
  llvm::Error finishSpirv();
  llvm::Expected<BundleCode> assembleCode(llvm::Module &code);
  llvm::Error finishBundle(CodeWriter code);
  void note(const Twine &what);

  const CompileRequest &request;
  ProgressLine progress;
  StepTimes times;
  DialectRegistry registry;
  std::unique_ptr<MLIRContext> context;
  OwningOpRef<ModuleOp> module;
  std::optional<Checkpoint> checkpoint;
  CheckpointTokenizer tokenizer;
  std::unique_ptr<Reporter> reporter; ///< none if no report is wanted
};
} // namespace

/// Tells what a person could not guess.
void Compile::note(const Twine &what) {
  if (request.quiet)
    return;
  progress.clear();
  llvm::errs() << "ternc: note: " << what << '\n';
}

llvm::Error Compile::openCheckpoint(StringRef path,
                                    llvm::Expected<CheckpointOptions> options) {
  if (!options)
    return options.takeError();
  options->configOnly = request.noWeights;
  llvm::Expected<Checkpoint> opened = Checkpoint::open(path, *options);
  if (!opened)
    return opened.takeError();
  checkpoint.emplace(std::move(*opened));
  return llvm::Error::success();
}

llvm::Error Compile::loadIR() {
  std::string message;
  ScopedDiagnosticHandler handler(context.get(), [&](Diagnostic &diagnostic) {
    if (!message.empty())
      return;
    llvm::raw_string_ostream stream(message);
    if (auto at = dyn_cast<FileLineColLoc>(diagnostic.getLocation()))
      stream << at.getFilename().getValue() << ':' << at.getLine() << ':'
             << at.getColumn() << ": ";
    stream << diagnostic;
  });
  module = parseSourceFile<ModuleOp>(request.input, context.get());
  if (!module)
    return llvm::createStringError(
        message.empty() ? request.input + ": cannot be read" : message);
  auto named = (*module)->getAttrOfType<StringAttr>(kCheckpointAttrName);
  std::string path = !request.weights.empty() ? request.weights
                     : named                  ? named.getValue().str()
                                              : "";
  if (!request.emit.empty())
    return llvm::Error::success(); // Code needs no weights.
  if (path.empty())
    return llvm::createStringError(
        request.input + ": names no checkpoint; expected --weights=PATH");
  return openCheckpoint(path, getCheckpointOptions(*module));
}

/// What was decided where the checkpoint does not say it.
void Compile::reportAssumptions() {
  FloatProjections floats = checkpoint->floatProjections();
  if (!checkpoint->assumption().empty())
    note(checkpoint->assumption());
  if (floats == FloatProjections::Trits)
    note("projections are trits times a scale a row: compiled weight-only, "
         "activations stay f32");
  else if (floats == FloatProjections::Dense)
    note("projections are dense: compiled as they are (--quantize=absmean "
         "makes a ternary model of them)");
}

llvm::Error Compile::load() {
  if (!llvm::sys::fs::exists(request.input))
    return llvm::createStringError(request.input +
                                   ": no such file or directory");
  bool gguf = isGguf(request.input);
  if (!gguf && !llvm::sys::fs::is_directory(request.input))
    return loadIR();
  SmallString<256> absolute(request.input);
  if (std::error_code code = llvm::sys::fs::make_absolute(absolute))
    return llvm::createStringError(request.input + ": " + code.message());
  llvm::sys::path::remove_dots(absolute, /*remove_dot_dot=*/true);
  if (llvm::Error error =
          openCheckpoint(absolute, parseCheckpointOptions(request.projections,
                                                          request.i2sLayout)))
    return error;
  progress.show("reading " + request.input);
  ImportOptions options{request.context,
                        (gguf ? llvm::sys::path::stem(absolute)
                              : llvm::sys::path::filename(absolute))
                            .str()};
  llvm::Expected<OwningOpRef<ModuleOp>> imported =
      importCheckpoint(context.get(), *checkpoint, options);
  if (!imported)
    return imported.takeError();
  module = std::move(*imported);
  reportAssumptions();
  return llvm::Error::success();
}

/// A module that names its target keeps it: its weights are packed for it.
llvm::Error Compile::setTarget() {
  llvm::Expected<const TargetDescription *> target = findTarget(request.target);
  if (!target)
    return target.takeError();
  if (!(*module)->hasAttr(trit::kTargetAttrName))
    (*module)->setAttr(trit::kTargetAttrName,
                       getTargetAttr(context.get(), **target));
  return llvm::Error::success();
}

llvm::Error Compile::afterStage(StringRef stage) {
  times.finish(stage);
  progress.show(stage + " done");
  if (reporter) {
    reporter->addStage(stage, *module);
    times.finish("report");
  }
  auto print = [&](llvm::raw_pwrite_stream &out) -> llvm::Error {
    (*module)->print(out);
    out << '\n';
    return llvm::Error::success();
  };
  if (!request.dumpDirectory.empty())
    if (llvm::Error error = dumpStage(request.dumpDirectory, stage, *module))
      return error;
  return stage == request.emit ? writeFile(request.output, print)
                               : llvm::Error::success();
}

/// How far the ternary model is from the dense one that it was made of.
llvm::Error Compile::reportQuantization() {
  if (request.quiet ||
      checkpoint->floatProjections() != FloatProjections::Absmean)
    return llvm::Error::success();
  for (auto param : module->getOps<ParamOp>()) {
    if (!isa<TritType>(param.getTensorType().getElementType()))
      continue;
    for (StringRef source : param.getSourceNames()) {
      llvm::Expected<double> error = checkpoint->quantizationError(source);
      if (!error)
        return error.takeError();
      std::string text;
      llvm::raw_string_ostream(text) << llvm::format("%.4f", *error);
      note(source + ": absmean is off by " + text + " of the weight's norm");
    }
  }
  return llvm::Error::success();
}

llvm::Error Compile::readTokenizer() {
  if (llvm::Error error =
          checkpoint->tokenizer(request.tokenizer).moveInto(tokenizer))
    return error;
  if (!tokenizer.assumption.empty())
    note(tokenizer.assumption);
  return llvm::Error::success();
}

llvm::Error Compile::writeBytes(llvm::Expected<std::string> bytes) {
  if (!bytes)
    return bytes.takeError();
  return writeFile(request.output,
                   [&](llvm::raw_pwrite_stream &out) -> llvm::Error {
                     out << *bytes;
                     return llvm::Error::success();
                   });
}

llvm::Error Compile::writeCode(llvm::Module &code, StringRef kind) {
  bool isNvidia = code.getTargetTriple().isNVPTX();
  if (isNvidia && (kind == "so" || kind == "spirv"))
    return llvm::createStringError(
        "--emit=" + kind + ": the target is NVIDIA's; expected llvm or asm");
  if (kind == "so")
    return request.output.empty() || request.output == "-"
               ? llvm::createStringError("--emit=so: expected a file, -o PATH")
               : writeBytes(getSharedLibrary(code));
  if (kind == "spirv")
    return llvm::createStringError(
        "--emit=spirv: the target is a processor; expected llvm, asm or so");
  if (isNvidia && kind == "asm")
    return writeBytes(getPtx(code));
  return writeFile(request.output,
                   [&](llvm::raw_pwrite_stream &out) -> llvm::Error {
                     if (kind == "asm")
                       return emitCode(code, /*assembly=*/true, out);
                     code.print(out, nullptr);
                     return llvm::Error::success();
                   });
}

/// To a module, of a checkpoint or as it was written.
llvm::Error Compile::begin() {
  registerCompilerDialects(registry);
  context = std::make_unique<MLIRContext>(registry);
  context->loadDialect<TernDialect, trit::TritDialect>();
  return load();
}

llvm::Expected<TuningSubject> Compile::describeSubject() {
  if (llvm::Error error = begin())
    return error;
  if (llvm::Error error = setTarget())
    return error;
  llvm::Expected<std::string> path =
      tunedSchedulePath(*module, request.kv, request.head);
  if (!path)
    return path.takeError();
  auto facts = (*module)->getAttrOfType<DictionaryAttr>(kModelAttrName);
  auto layers = facts.getAs<IntegerAttr>("layers");
  return TuningSubject{
      *path, llvm::sys::path::stem(*path).str(), layers ? layers.getInt() : 0,
      ScheduleTarget(
          (*module)->getAttrOfType<trit::TargetAttr>(trit::kTargetAttrName))};
}

/// A module that was read is the first stage that the report knows.
llvm::Error Compile::beginReport() {
  if (request.report.empty())
    return llvm::Error::success();
  llvm::Expected<std::unique_ptr<Reporter>> created =
      Reporter::create({request.report, request.reportRun, request.reportCpu});
  if (!created)
    return created.takeError();
  reporter = std::move(*created);
  auto written = (*module)->getAttrOfType<StringAttr>(kStageAttrName);
  if (written && written != kStageNames[0])
    reporter->addStage(written, *module);
  return llvm::Error::success();
}

llvm::Error Compile::describeForReport() {
  if (!reporter)
    return llvm::Error::success();
  llvm::Expected<Manifest> manifest = makeManifest(*module);
  if (!manifest)
    return manifest.takeError();
  manifest->tensors = describeTensors(*module);
  return reporter->describe(*manifest);
}

llvm::Error Compile::finishReport() {
  if (!reporter)
    return llvm::Error::success();
  progress.show("writing the report");
  llvm::Error error = reporter->write();
  times.finish("report");
  return error;
}

llvm::Error Compile::run() {
  bool stage = llvm::is_contained(kStageNames, request.emit);
  if (!request.emit.empty() && !stage &&
      !llvm::is_contained({"llvm", "asm", "so", "spirv"}, request.emit))
    return llvm::createStringError("--emit=" + request.emit +
                                   ": expected import, fuse, pack, schedule, "
                                   "lower, emit, llvm, asm, so or spirv");
  if (!request.report.empty() && stage && request.emit != "emit")
    return llvm::createStringError("--report: shows the code, too; expected a "
                                   "bundle or --emit=emit, asm, so or spirv");
  if (request.noWeights && request.emit.empty())
    return llvm::createStringError(
        "--no-weights: a bundle has weights; expected --emit=STAGE with it");
  if (llvm::Error error = begin())
    return error;
  if (request.emit.empty())
    if (llvm::Error error = readTokenizer())
      return error;
  if (llvm::Error error = setTarget())
    return error;
  auto written = (*module)->getAttrOfType<StringAttr>(kStageAttrName);
  if (!request.layout.empty() && written && written != "import" &&
      written != "fuse")
    return llvm::createStringError(
        "--layout=" + request.layout + ": the module is past the stage pack (" +
        written.getValue() + "), which chose its layout");
  llvm::Expected<std::string> tuned = chooseSchedule(*module, request);
  if (!tuned)
    return tuned.takeError();
  if (!tuned->empty())
    note("schedule " + *tuned);
  if (!request.dumpDirectory.empty())
    if (std::error_code code =
            llvm::sys::fs::create_directories(request.dumpDirectory))
      return llvm::createStringError(request.dumpDirectory + ": " +
                                     code.message());
  if (llvm::Error error = beginReport())
    return error;
  bool stops = stage && request.emit != "emit";
  if (llvm::Error error =
          runStages(*module, stops ? request.emit : "lower", request,
                    [&](StringRef done) { return afterStage(done); }))
    return error;
  if (stops)
    return llvm::Error::success();
  // Before anything is written: a run may be of another compile.
  if (llvm::Error error = describeForReport())
    return error;
  if (llvm::Error error = runCode())
    return error;
  return finishReport();
}

/// From the lowered module to code or a bundle.
llvm::Error Compile::runCode() {
  progress.show("generating code");
  auto target =
      (*module)->getAttrOfType<trit::TargetAttr>(trit::kTargetAttrName);
  if (target && target.getGpu() == "vulkan")
    return finishSpirv();
  llvm::LLVMContext llvmContext;
  llvm::Expected<std::unique_ptr<llvm::Module>> code =
      translate(*module, llvmContext);
  if (!code)
    return code.takeError();
  times.finish("optimize");
  if (!request.dumpDirectory.empty())
    if (llvm::Error error = dumpCode(request.dumpDirectory, **code))
      return error;
  if (reporter) {
    if (llvm::Error error = reporter->addCode(*module, **code))
      return error;
    times.finish("report");
  }
  if (!request.emit.empty()) {
    llvm::Error error = writeCode(**code, request.emit);
    times.finish("machine");
    return error;
  }
  return finishBundle([&] { return assembleCode(**code); });
}

/// A bundle's code: a library, or of an NVIDIA GPU a cubin where there is an
/// assembler.
llvm::Expected<BundleCode> Compile::assembleCode(llvm::Module &code) {
  const llvm::Triple &triple = code.getTargetTriple();
  BundleCode result{"", triple.isWasm()     ? kWasmCodeFile
                        : triple.isAMDGCN() ? kHsacoFile
                                            : kCodeFile};
  if (!triple.isNVPTX()) {
    if (llvm::Error error = getSharedLibrary(code).moveInto(result.bytes))
      return error;
    return result;
  }
  result.file = kPtxFile;
  if (llvm::Error error = getPtx(code).moveInto(result.bytes))
    return error;
  llvm::Expected<std::optional<std::string>> ptxas = findPtxas(request.ptxas);
  if (!ptxas)
    return ptxas.takeError();
  if (!*ptxas) {
    note("no ptxas (--ptxas=PATH): the code is PTX, which the device's driver "
         "compiles when it is loaded");
    return result;
  }
  auto target =
      (*module)->getAttrOfType<trit::TargetAttr>(trit::kTargetAttrName);
  StringRef processor = getFeatures(target).front();
  if (llvm::Error error =
          assemblePtx(**ptxas, result.bytes, processor).moveInto(result.bytes))
    return error;
  result.file = kCubinFile;
  // PTX for such a processor is for no other either.
  bool alone = processor.ends_with("a");
  note("assembled by " + **ptxas + ", for devices of " + processor + " alone" +
       (alone ? "" : " (--ptxas=none keeps PTX, for later ones too)"));
  return result;
}

/// SPIR-V, or its bundle.
llvm::Error Compile::finishSpirv() {
  if (request.emit == "asm")
    return writeFile(request.output, [&](llvm::raw_pwrite_stream &out) {
      return printSpirv(*module, out);
    });
  if (request.emit.empty())
    return finishBundle([&]() -> llvm::Expected<BundleCode> {
      BundleCode result{"", kSpirvFile};
      if (llvm::Error error = getSpirv(*module).moveInto(result.bytes))
        return error;
      return result;
    });
  if (request.emit != "spirv")
    return llvm::createStringError("--emit=" + request.emit +
                                   ": the target is Vulkan; expected asm or "
                                   "spirv");
  return writeBytes(getSpirv(*module));
}

llvm::Error Compile::finishBundle(CodeWriter code) {
  bool coded = false;
  if (llvm::Error error = writeBundle(
          *module, code, *checkpoint, tokenizer, request.output,
          [&](uint64_t done, uint64_t total) {
            if (!std::exchange(coded, true))
              times.finish("machine");
            progress.show("packing weights: " + formatBytesOf(done, total));
          }))
    return error;
  times.finish("weights");
  return reportQuantization();
}

llvm::Expected<TuningSubject>
tern::describeSubject(const CompileRequest &request) {
  return Compile(request).describeSubject();
}

llvm::Error tern::compile(const CompileRequest &request) {
  Compile compile(request);
  llvm::Error error = compile.run();
  if (!error && request.time)
    compile.printTimes();
  return error;
}

std::vector<std::pair<std::string, std::string>> tern::describeTargets() {
  std::vector<std::pair<std::string, std::string>> result;
  for (const TargetDescription &target : getTargets())
    result.emplace_back(target.name, target.summary);
  return result;
}

std::vector<std::pair<std::string, std::string>> tern::describeLayouts() {
  std::vector<std::pair<std::string, std::string>> result;
  for (const trit::EncodingEntry &encoding : trit::getEncodings())
    result.emplace_back(encoding.name, encoding.summary);
  return result;
}

int tern::runCompiler(const CompileRequest &request) {
  llvm::Error error = compile(request);
  if (!error)
    return 0;
  std::string message = llvm::toString(std::move(error));
  llvm::errs() << "ternc: error: " << StringRef(message).split('\n').first
               << '\n';
  return 1;
}
