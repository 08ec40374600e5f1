//===- tern-interp.cpp - run a function of the tern dialect ---------------===//
#include "dialects/Trit/Trit.h"
#include "tern/Checkpoint/Gguf.h"
#include "tern/Import/ParamSource.h"
#include "tern/Interp/Arguments.h"
#include "tern/Interp/Interpreter.h"
#include "tern/Interp/Printing.h"
#include "tern/Interp/SafetensorsFiles.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/Diagnostics.h"
#include "mlir/Parser/Parser.h"
#include "mlir/Support/FileUtilities.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/InitLLVM.h"
#include "llvm/Support/SourceMgr.h"

namespace cl = llvm::cl;
using namespace tern::interp;

static constexpr char kOverview[] =
    R"(Runs a function of the tern dialect, operation by operation, in plain loops

  tern-interp FILE.mlir [ARGUMENT...]

One ARGUMENT for each of the function's:
  index:5                    an index
  i32:[1,2,3]  f32:2.5       numbers, nested by dimension; also f16, bf16, i8
  trit:[[1,0],[-1,1]]        ternary weights
  zeros:2x512x64xf32         zeros
  fill:3x64xi8=127           one value everywhere
  alternate:3x64xi8=127      a value and its negative by turns
  random:3x256xf32           random values, by --seed
  file:PATH#NAME             a tensor of a safetensors file
The type may be left out where the function's is static: zeros, fill=127.

Example, the logits of two tokens from random weights:
  tern-interp model.mlir --params=random 'i32:[5,7]' index:0 index:0 zeros zeros
)";

namespace {
struct Options {
  cl::OptionCategory category{"Options"};
  cl::opt<std::string> file{cl::Positional, cl::Required, cl::desc("FILE.mlir"),
                            cl::cat(category)};
  cl::list<std::string> specs{cl::Positional, cl::desc("[ARGUMENT...]"),
                              cl::cat(category)};
  cl::opt<std::string> function{
      "function", cl::value_desc("name"), cl::cat(category),
      cl::desc("The function to call (default: forward, or the only public "
               "one)")};
  cl::opt<std::string> weights{
      "weights", cl::value_desc("path"), cl::cat(category),
      cl::desc(
          "Where parameters are: a checkpoint's directory, a GGUF file, or "
          "a safetensors file with trits as I8 (default: the checkpoint "
          "that the module names)")};
  cl::opt<SyntheticPattern> pattern{
      "params", cl::cat(category), cl::desc("Make the parameters up instead:"),
      cl::values(
          clEnumValN(SyntheticPattern::Random, "random", "by --seed and name"),
          clEnumValN(SyntheticPattern::Zeros, "zeros", "all 0"),
          clEnumValN(SyntheticPattern::Ones, "ones", "all 1"),
          clEnumValN(SyntheticPattern::MinusOnes, "minus-ones", "all -1"),
          clEnumValN(SyntheticPattern::Alternate, "alternate", "1, -1, ..."))};
  cl::opt<uint64_t> seed{"seed", cl::cat(category), cl::init(0),
                         cl::desc("Seed of everything random (default 0)")};
  cl::opt<bool> summary{
      "summary", cl::cat(category),
      cl::desc("Print type, range, mean and hash instead of all elements")};
  cl::opt<std::string> output{
      "o", cl::value_desc("out.safetensors"), cl::cat(category),
      cl::desc("Write result0, result1, ... there instead of printing")};
};
} // namespace

static llvm::Expected<mlir::OwningOpRef<mlir::ModuleOp>>
parse(mlir::MLIRContext &context, const Options &options) {
  std::string message;
  mlir::ScopedDiagnosticHandler handler(
      &context, [&](mlir::Diagnostic &diagnostic) {
        if (message.empty() &&
            diagnostic.getSeverity() == mlir::DiagnosticSeverity::Error) {
          llvm::raw_string_ostream stream(message);
          if (auto at = diagnostic.getLocation()
                            ->findInstanceOf<mlir::FileLineColLoc>())
            stream << at.getFilename().getValue() << ':' << at.getLine() << ':'
                   << at.getColumn() << ": ";
          stream << diagnostic;
        }
        return mlir::success();
      });
  auto buffer = mlir::openInputFile(options.file, &message);
  if (!buffer)
    return llvm::createStringError(message);
  llvm::SourceMgr sources;
  sources.AddNewSourceBuffer(std::move(buffer), llvm::SMLoc());
  auto module = mlir::parseSourceFile<mlir::ModuleOp>(
      sources, mlir::ParserConfig(&context));
  if (!module)
    return llvm::createStringError(message);
  return module;
}

static llvm::Expected<mlir::func::FuncOp> findFunction(mlir::ModuleOp module,
                                                       const Options &options) {
  llvm::StringRef name = options.function.getValue();
  std::string file = options.file;
  llvm::SmallVector<mlir::func::FuncOp> functions;
  for (auto function : module.getOps<mlir::func::FuncOp>())
    if (name.empty() ? function.isPublic() : function.getSymName() == name)
      functions.push_back(function);
  if (name.empty())
    for (mlir::func::FuncOp function : functions)
      if (function.getSymName() == "forward")
        return function;
  if (functions.size() == 1)
    return functions.front();
  if (name.empty())
    return llvm::createStringError(
        file + ": has " + llvm::Twine(functions.size()) +
        " public functions; expected one, or 'forward', or --function=NAME");
  return llvm::createStringError(file + ": has no function '" + name + "'");
}

static llvm::Expected<std::vector<Value>>
parseArguments(mlir::func::FuncOp function, const Options &options) {
  const cl::list<std::string> &specs = options.specs;
  if (specs.size() != function.getNumArguments())
    return llvm::createStringError(
        "function '" + function.getSymName() + "' has " +
        llvm::Twine(function.getNumArguments()) + " arguments, got " +
        llvm::Twine(specs.size()));
  std::vector<Value> args;
  for (auto [index, spec] : llvm::enumerate(specs)) {
    auto value =
        parseArgument(spec, function.getArgumentTypes()[index], options.seed,
                      "argument" + std::to_string(index));
    if (!value)
      return llvm::createStringError("argument " + llvm::Twine(index) + " '" +
                                     llvm::StringRef(spec) +
                                     "': " + llvm::toString(value.takeError()));
    args.push_back(std::move(*value));
  }
  return args;
}

static llvm::Expected<std::unique_ptr<ParamProvider>>
makeParams(mlir::ModuleOp module, const Options &options) {
  if (!options.weights.empty() && options.pattern.getNumOccurrences())
    return llvm::createStringError("--weights and --params exclude each other");
  if (options.pattern.getNumOccurrences())
    return makeSyntheticParams(options.pattern, options.seed);
  std::string path = options.weights;
  if (auto named =
          module->getAttrOfType<mlir::StringAttr>(tern::kCheckpointAttrName);
      named && path.empty())
    path = named.str();
  if (path.empty())
    return makeNoParams();
  if (!llvm::sys::fs::is_directory(path) && !tern::isGguf(path))
    return openSafetensorsParams(path);
  llvm::Expected<tern::CheckpointOptions> how =
      tern::getCheckpointOptions(module);
  if (!how)
    return how.takeError();
  return openCheckpointParams(path, *how);
}

static llvm::Error run(const Options &options) {
  mlir::DialectRegistry registry;
  registry.insert<mlir::arith::ArithDialect, mlir::func::FuncDialect,
                  mlir::tensor::TensorDialect, tern::TernDialect,
                  tern::trit::TritDialect>();
  mlir::MLIRContext context(registry);
  auto module = parse(context, options);
  if (!module)
    return module.takeError();
  auto function = findFunction(**module, options);
  if (!function)
    return function.takeError();
  auto args = parseArguments(*function, options);
  if (!args)
    return args.takeError();
  auto params = makeParams(**module, options);
  if (!params)
    return params.takeError();
  auto results = interpret(*function, *args, **params);
  if (!results)
    return results.takeError();
  if (!options.output.empty())
    return writeResults(options.output, *results);
  for (const Value &result : *results) {
    (options.summary ? printSummary : print)(llvm::outs(), result);
    llvm::outs() << '\n';
  }
  return llvm::Error::success();
}

int main(int argc, char **argv) {
  llvm::InitLLVM init(argc, argv);
  Options options;
  cl::HideUnrelatedOptions(options.category);
  cl::SetVersionPrinter(
      [](llvm::raw_ostream &os) { os << "tern-interp " TERN_VERSION "\n"; });
  cl::ParseCommandLineOptions(argc, argv, kOverview);
  llvm::Error error = run(options);
  if (!error)
    return 0;
  llvm::errs() << "tern-interp: error: " << llvm::toString(std::move(error))
               << '\n';
  return 1;
}
