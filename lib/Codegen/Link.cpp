//===- Link.cpp - code that loads, linked in process by LLD ---------------===//
#include "tern/Codegen/Codegen.h"

#include "lld/Common/Driver.h"
#include "llvm/ADT/ScopeExit.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Object/ObjectFile.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FileUtilities.h"
#include "llvm/Support/MemoryBuffer.h"

LLD_HAS_DRIVER(elf)
LLD_HAS_DRIVER(wasm)

/// What code may refer to without defining it: functions that every C library
/// has, and ThreadSanitizer's; on WebAssembly what the linker makes.
static bool isAllowed(llvm::StringRef symbol, bool wasm) {
  return wasm ? llvm::is_contained(
                    {"__stack_pointer", "__indirect_function_table"}, symbol)
              : llvm::is_contained({"memcpy", "memmove", "memset"}, symbol) ||
                    symbol.starts_with("__tsan_");
}

/// Refuses code that would need a library at run time.
static llvm::Error checkUndefined(llvm::MemoryBufferRef object) {
  auto file = llvm::object::ObjectFile::createObjectFile(object);
  if (!file)
    return file.takeError();
  for (const llvm::object::SymbolRef &symbol : (*file)->symbols()) {
    llvm::Expected<uint32_t> flags = symbol.getFlags();
    if (!flags)
      return flags.takeError();
    if (!(*flags & llvm::object::SymbolRef::SF_Undefined))
      continue;
    llvm::Expected<llvm::StringRef> name = symbol.getName();
    if (!name)
      return name.takeError();
    if (!name->empty() && !isAllowed(*name, (*file)->isWasm()))
      return llvm::createStringError("generated code calls '%s'; it may call "
                                     "nothing but memcpy, memmove and memset",
                                     name->str().c_str());
  }
  return llvm::Error::success();
}

static llvm::ArrayRef<const char *> elfArguments() {
  static constexpr const char *arguments[] = {
      "ld.lld", "-shared",       "--build-id=none", "--hash-style=gnu", "-z",
      "now",    "--gc-sections", "-soname",         "module.so"};
  return arguments;
}

/// A code object of an AMD GPU.
static llvm::ArrayRef<const char *> amdArguments() {
  static constexpr const char *arguments[] = {"ld.lld", "-shared",
                                              "--build-id=none"};
  return arguments;
}

/// The host grows the memory, puts buffers above `__heap_base` and the barrier
/// into the table of functions. A stack that is too small traps: it begins at
/// address 0.
static llvm::ArrayRef<const char *> wasmArguments() {
  static constexpr const char *arguments[] = {"wasm-ld",
                                              "--no-entry",
                                              "--export-table",
                                              "--growable-table",
                                              "--export=tern_decode",
                                              "--export=tern_prefill",
                                              "--export-if-defined=tern_batch",
                                              "--export=__heap_base",
                                              "--stack-first",
                                              "-z",
                                              "stack-size=1048576",
                                              "--strip-all"};
  return arguments;
}

llvm::Error tern::emitModule(llvm::Module &module, llvm::StringRef path) {
  llvm::SmallVector<char, 0> object;
  llvm::raw_svector_ostream stream(object);
  if (llvm::Error error = emitCode(module, /*assembly=*/false, stream))
    return error;
  llvm::StringRef bytes(object.data(), object.size());
  if (llvm::Error error =
          checkUndefined(llvm::MemoryBufferRef(bytes, "module.o")))
    return error;

  std::string objectPath = (path + ".o").str(), library = path.str();
  llvm::scope_exit cleanup([&] { llvm::sys::fs::remove(objectPath); });
  std::error_code code;
  llvm::raw_fd_ostream file(objectPath, code);
  if (!code) {
    file << bytes;
    file.close();
    code = file.error();
    file.clear_error();
  }
  if (code)
    return llvm::createStringError("%s: %s", objectPath.c_str(),
                                   code.message().c_str());

  std::string messages;
  llvm::raw_string_ostream errors(messages);
  const llvm::Triple &triple = module.getTargetTriple();
  llvm::SmallVector<const char *> arguments(triple.isWasm() ? wasmArguments()
                                            : triple.isAMDGCN()
                                                ? amdArguments()
                                                : elfArguments());
  arguments.append({"-o", library.c_str(), objectPath.c_str()});
  lld::Result result = lld::lldMain(
      arguments, llvm::nulls(), errors,
      {{lld::Gnu, &lld::elf::link}, {lld::Wasm, &lld::wasm::link}});
  if (result.retCode != 0) {
    llvm::StringRef first = llvm::StringRef(messages).split('\n').first;
    return llvm::createStringError("%s: %s", library.c_str(),
                                   first.str().c_str());
  }
  return llvm::Error::success();
}

/// The linker writes a file.
llvm::Expected<std::string> tern::getSharedLibrary(llvm::Module &module) {
  llvm::SmallString<128> path;
  if (std::error_code error =
          llvm::sys::fs::createTemporaryFile("tern", "so", path))
    return llvm::createStringError("module.so: " + error.message());
  llvm::FileRemover remover(path);
  if (llvm::Error error = emitModule(module, path))
    return error;
  auto buffer = llvm::MemoryBuffer::getFile(path, /*IsText=*/false,
                                            /*RequiresNullTerminator=*/false);
  if (!buffer)
    return llvm::createStringError("module.so: " + buffer.getError().message());
  return (*buffer)->getBuffer().str();
}
