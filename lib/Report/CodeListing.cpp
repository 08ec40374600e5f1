//===- CodeListing.cpp - LLVM IR and assembly, linked to IR ---------------===//
#include "CodeListing.h"

#include "tern/Codegen/Codegen.h"

#include "mlir/Dialect/LLVMIR/Transforms/Passes.h"
#include "mlir/Pass/PassManager.h"
#include "llvm/IR/AssemblyAnnotationWriter.h"
#include "llvm/IR/DIBuilder.h"
#include "llvm/IR/DebugInfo.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/Support/FormattedStream.h"
#include "llvm/Transforms/Utils/Cloning.h"

using namespace tern;

using LineMap = llvm::DenseMap<const llvm::Instruction *, unsigned>;

namespace {
/// Notes the line on which each instruction is printed.
class LineWriter : public llvm::AssemblyAnnotationWriter {
public:
  explicit LineWriter(LineMap &lines) : lines(lines) {}
  void emitInstructionAnnot(const llvm::Instruction *instruction,
                            llvm::formatted_raw_ostream &os) override {
    lines[instruction] = os.getLine() + 1;
  }

private:
  LineMap &lines;
};
} // namespace

static std::string print(const llvm::Function &function) {
  std::string text;
  llvm::raw_string_ostream os(text);
  function.print(os);
  return text;
}

static llvm::Expected<std::string>
assemble(std::unique_ptr<llvm::Module> code) {
  llvm::SmallVector<char, 0> text;
  llvm::raw_svector_ostream os(text);
  if (llvm::Error error = emitCode(*code, /*assembly=*/true, os))
    return error;
  return std::string(text.data(), text.size());
}

/// The same code with the lines of the lowered module as debug locations.
static llvm::Expected<std::unique_ptr<llvm::Module>>
translateWithLines(mlir::ModuleOp lowered, llvm::LLVMContext &context) {
  mlir::OwningOpRef<mlir::ModuleOp> copy = lowered.clone();
  mlir::PassManager pm(copy->getContext());
  pm.addPass(mlir::LLVM::createDIScopeForLLVMFuncOpPass());
  if (mlir::failed(pm.run(*copy)))
    return llvm::createStringError("debug scopes cannot be made");
  return translate(*copy, context);
}

/// Lists LLVM IR; sources are lines of the stage `lower`.
static llvm::Error listIR(mlir::ModuleOp lowered, const llvm::Module &code,
                          Listing &listing, LineMap &lines) {
  listing.name = "llvm";
  {
    llvm::raw_string_ostream os(listing.text);
    LineWriter writer(lines);
    code.print(os, &writer);
  }
  llvm::LLVMContext context;
  auto located = translateWithLines(lowered, context);
  if (!located)
    return located.takeError();
  // Functions are compared as text, which debug locations are a part of.
  std::vector<std::pair<llvm::Function *, std::vector<unsigned>>> sources;
  for (llvm::Function &function : **located) {
    sources.emplace_back(&function, std::vector<unsigned>());
    for (const llvm::Instruction &instruction : llvm::instructions(function))
      sources.back().second.push_back(
          instruction.getDebugLoc() ? instruction.getDebugLoc().getLine() : 0);
  }
  llvm::StripDebugInfo(**located);
  for (auto &[function, found] : sources) {
    const llvm::Function *plain = code.getFunction(function->getName());
    if (!plain || plain->isDeclaration())
      continue;
    auto all = llvm::instructions(*plain);
    LineRange &range = listing.functions[plain->getName().str()];
    range.first = lines.lookup(&*all.begin()) - 1;
    for (const llvm::Instruction &instruction : all)
      range.last = lines.lookup(&instruction) + 1;
    if (print(*plain) != print(*function))
      continue;
    for (auto [instruction, source] : llvm::zip_equal(all, found))
      if (source > 0)
        listing.addSource(lines.lookup(&instruction), source);
  }
  return llvm::Error::success();
}

/// A copy of the code whose debug locations are the lines of its listing.
static std::unique_ptr<llvm::Module> copyWithLines(const llvm::Module &code,
                                                   const LineMap &lines) {
  llvm::ValueToValueMapTy values;
  std::unique_ptr<llvm::Module> copy = llvm::CloneModule(code, values);
  llvm::DIBuilder debug(*copy);
  llvm::DIFile *file = debug.createFile("llvm", ".");
  debug.createCompileUnit(llvm::DISourceLanguageName(llvm::dwarf::DW_LANG_C),
                          file, "tern", /*isOptimized=*/true, "", 0, "",
                          llvm::DICompileUnit::LineTablesOnly);
  llvm::DISubroutineType *type =
      debug.createSubroutineType(debug.getOrCreateTypeArray({}));
  for (llvm::Function &function : *copy)
    if (!function.isDeclaration())
      function.setSubprogram(
          debug.createFunction(file, function.getName(), "", file, 1, type, 1,
                               llvm::DINode::FlagZero,
                               llvm::DISubprogram::SPFlagDefinition |
                                   llvm::DISubprogram::SPFlagOptimized));
  for (auto [instruction, line] : lines) {
    auto *copied = llvm::cast<llvm::Instruction>(&*values[instruction]);
    copied->setDebugLoc(llvm::DILocation::get(
        copy->getContext(), line, 1, copied->getFunction()->getSubprogram()));
  }
  debug.finalize();
  copy->addModuleFlag(llvm::Module::Warning, "Debug Info Version",
                      llvm::DEBUG_METADATA_VERSION);
  return copy;
}

/// Takes over the lines of a block that has the same instructions.
static void linkBlock(llvm::ArrayRef<LocatedInstruction> plain,
                      llvm::ArrayRef<LocatedInstruction> located,
                      Listing &listing) {
  if (!std::equal(
          plain.begin(), plain.end(), located.begin(), located.end(),
          [](const auto &a, const auto &b) { return a.text == b.text; }))
    return;
  for (auto [own, other] : llvm::zip_equal(plain, located))
    if (other.source > 0)
      listing.addSource(own.line, other.source);
}

/// Lists assembly; sources are lines of the LLVM IR.
static llvm::Error listAssembly(const llvm::Module &code, const LineMap &lines,
                                Listing &listing) {
  listing.name = "asm";
  if (llvm::Error error =
          assemble(llvm::CloneModule(code)).moveInto(listing.text))
    return error;
  llvm::Expected<std::string> located = assemble(copyWithLines(code, lines));
  if (!located)
    return located.takeError();
  llvm::StringSet<> names;
  for (const llvm::Function &function : code)
    if (!function.isDeclaration())
      names.insert(function.getName());
  Assembly plain(listing.text, code.getTargetTriple()),
      other(*located, code.getTargetTriple());
  listing.functions = plain.findFunctions(names);
  std::map<std::string, LineRange> others = other.findFunctions(names);
  for (const auto &[name, range] : listing.functions) {
    LocatedBlocks found = other.readBlocks(others[name]);
    for (const auto &[label, block] : plain.readBlocks(range))
      linkBlock(block, found[label], listing);
  }
  return llvm::Error::success();
}

/// The nest that most lines of a loop come from.
static std::optional<LoopNest>
findNest(const AssemblyLoop &loop, const Listing &assembly,
         const std::map<unsigned, LoopNest> &nests) {
  std::map<std::pair<double, unsigned>, unsigned> votes;
  for (unsigned line = loop.lines.first;
       line <= loop.lines.last && line < assembly.sources.size(); ++line)
    for (unsigned source : assembly.sources[line])
      if (auto nest = nests.find(source); nest != nests.end())
        ++votes[{nest->second.runs, nest->second.unknown}];
  auto best = std::max_element(
      votes.begin(), votes.end(),
      [](const auto &a, const auto &b) { return a.second < b.second; });
  if (best == votes.end())
    return std::nullopt;
  return LoopNest{best->first.first, best->first.second};
}

llvm::Expected<CodeListings> tern::listCode(mlir::ModuleOp lowered,
                                            const llvm::Module &code) {
  CodeListings result;
  LineMap lines;
  if (llvm::Error error = listIR(lowered, code, result.llvm, lines))
    return error;
  if (llvm::Error error = listAssembly(code, lines, result.assembly))
    return error;
  std::map<unsigned, LoopNest> nests;
  std::unique_ptr<llvm::Module> copy = llvm::CloneModule(code);
  for (auto [function, own] : llvm::zip_equal(*copy, code)) {
    if (function.isDeclaration())
      continue;
    auto counted = countTrips(function);
    for (auto [instruction, original] :
         llvm::zip_equal(llvm::instructions(function), llvm::instructions(own)))
      if (auto nest = counted.find(&instruction); nest != counted.end())
        nests[lines.lookup(&original)] = nest->second;
  }
  Assembly assembly(result.assembly.text, code.getTargetTriple());
  for (const auto &[name, range] : result.assembly.functions)
    for (AssemblyLoop &loop : assembly.findLoops(name, range)) {
      auto nest = findNest(loop, result.assembly, nests);
      result.loops.push_back({std::move(loop), nest});
    }
  return result;
}
