//===- Ptx.cpp - PTX, and cubins of it ------------------------------------===//
#include "tern/Codegen/Codegen.h"

#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FileUtilities.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Process.h"
#include "llvm/Support/Program.h"

using namespace tern;
using llvm::StringRef;

static constexpr llvm::StringLiteral kInstalled = "/usr/local/cuda";

llvm::Expected<std::string> tern::getPtx(llvm::Module &module) {
  llvm::SmallVector<char, 0> text;
  llvm::raw_svector_ostream stream(text);
  if (llvm::Error error = emitCode(module, /*assembly=*/true, stream))
    return error;
  // LLVM ends it with a NUL, which is for drivers to be given and not for
  // files.
  return StringRef(text.data(), text.size()).rtrim('\0').str();
}

llvm::Expected<std::optional<std::string>> tern::findPtxas(StringRef asked) {
  if (asked == "none")
    return std::nullopt;
  if (!asked.empty()) {
    if (!llvm::sys::fs::can_execute(asked))
      return llvm::createStringError("--ptxas=" + asked +
                                     ": expected an executable file, or none");
    return asked.str();
  }
  if (llvm::ErrorOr<std::string> found = llvm::sys::findProgramByName("ptxas"))
    return *found;
  std::string home =
      llvm::sys::Process::GetEnv("CUDA_HOME").value_or(kInstalled.str());
  llvm::SmallString<128> path(home);
  llvm::sys::path::append(path, "bin", "ptxas");
  if (llvm::sys::fs::can_execute(path))
    return path.str().str();
  return std::nullopt;
}

static llvm::Expected<std::string> makeTemporary(StringRef suffix) {
  llvm::SmallString<128> path;
  if (std::error_code code =
          llvm::sys::fs::createTemporaryFile("tern", suffix, path))
    return llvm::createStringError("a temporary file: " + code.message());
  return path.str().str();
}

static llvm::Expected<std::string> read(StringRef path) {
  auto buffer = llvm::MemoryBuffer::getFile(path);
  if (!buffer)
    return llvm::createStringError(path + ": " + buffer.getError().message());
  return (*buffer)->getBuffer().str();
}

llvm::Expected<std::string> tern::assemblePtx(StringRef ptxas, StringRef ptx,
                                              StringRef processor) {
  std::string paths[3];
  std::optional<llvm::FileRemover> removers[3];
  for (auto [path, remover, suffix] : llvm::zip_equal(
           paths, removers, llvm::ArrayRef<StringRef>{"ptx", "cubin", "txt"})) {
    if (llvm::Error error = makeTemporary(suffix).moveInto(path))
      return error;
    remover.emplace(path);
  }
  auto &[source, cubin, log] = paths;
  std::error_code code;
  llvm::raw_fd_ostream out(source, code);
  out << ptx;
  out.close();
  if (code || out.has_error())
    return llvm::createStringError(source + ": cannot be written");
  std::string architecture = ("-arch=" + processor).str();
  StringRef arguments[] = {ptxas, architecture, source, "-o", cubin};
  std::optional<StringRef> redirects[] = {StringRef(), StringRef(log),
                                          StringRef(log)};
  std::string message;
  if (llvm::sys::ExecuteAndWait(ptxas, arguments, std::nullopt, redirects, 0, 0,
                                &message) != 0) {
    llvm::Expected<std::string> said = read(log);
    if (!said)
      llvm::consumeError(said.takeError());
    else if (message.empty())
      message = StringRef(*said).trim().split('\n').first.str();
    return llvm::createStringError(ptxas + ": " + message);
  }
  return read(cubin);
}
