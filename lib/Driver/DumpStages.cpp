//===- DumpStages.cpp - each stage's IR in files --------------------------===//
#include "DumpStages.h"

#include "WriteFile.h"
#include "tern/Pipeline/Pipelines.h"

#include "mlir/Interfaces/FunctionInterfaces.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

using namespace mlir;
using namespace tern;

/// `DIRECTORY/4-schedule`.
static std::string getPath(StringRef directory, StringRef stage) {
  size_t number = llvm::find(kStageNames, stage) - std::begin(kStageNames) + 1;
  return (directory + "/" + Twine(number) + "-" + stage).str();
}

/// A function's name as a file's: what is no letter, digit, point, hyphen or
/// underscore as `%` and two digits.
static std::string encode(StringRef name) {
  std::string result;
  for (char c : name)
    if (llvm::isAlnum(c) || c == '_' || c == '-' ||
        (c == '.' && !result.empty()))
      result += c;
    else
      result += "%" + llvm::utohexstr(static_cast<uint8_t>(c), false, 2);
  return result;
}

/// An empty directory; files of the kind that is written there are removed.
static llvm::Error clear(StringRef directory, StringRef extension) {
  std::error_code code = llvm::sys::fs::create_directories(directory);
  for (llvm::sys::fs::directory_iterator it(directory, code), end;
       it != end && !code; it.increment(code))
    if (llvm::sys::path::extension(it->path()) == extension)
      if (std::error_code failed = llvm::sys::fs::remove(it->path()))
        code = failed;
  return code ? llvm::createStringError(directory + ": " + code.message())
              : llvm::Error::success();
}

/// Writes what a printer prints.
template <typename Print>
static llvm::Error writeText(const Twine &path, Print print) {
  return writeFile(path.str(),
                   [&](llvm::raw_pwrite_stream &out) -> llvm::Error {
                     print(out);
                     return llvm::Error::success();
                   });
}

llvm::Error tern::dumpStage(StringRef directory, StringRef stage,
                            ModuleOp module) {
  std::string path = getPath(directory, stage);
  if (llvm::Error error = writeText(path + ".mlir", [&](raw_ostream &out) {
        module->print(out);
        out << '\n';
      }))
    return error;
  if (stage != "schedule" && stage != "lower")
    return llvm::Error::success();
  if (llvm::Error error = clear(path, ".mlir"))
    return error;
  SmallVector<FunctionOpInterface> functions;
  module->walk([&](FunctionOpInterface function) {
    if (!function.isExternal())
      functions.push_back(function);
  });
  for (FunctionOpInterface function : functions) {
    StringRef name = cast<SymbolOpInterface>(*function).getName();
    // Maps that the module shares would be numbered through it.
    if (llvm::Error error = writeText(
            path + "/" + encode(name) + ".mlir", [&](raw_ostream &out) {
              function->print(out, OpPrintingFlags().useLocalScope());
              out << '\n';
            }))
      return error;
  }
  return llvm::Error::success();
}

llvm::Error tern::dumpCode(StringRef directory, const llvm::Module &code) {
  std::string path = getPath(directory, "emit");
  if (llvm::Error error = writeText(
          path + ".ll", [&](raw_ostream &out) { code.print(out, nullptr); }))
    return error;
  if (llvm::Error error = clear(path, ".ll"))
    return error;
  for (const llvm::Function &function : code)
    if (!function.isDeclaration())
      if (llvm::Error error =
              writeText(path + "/" + encode(function.getName()) + ".ll",
                        [&](raw_ostream &out) { function.print(out); }))
        return error;
  return llvm::Error::success();
}
