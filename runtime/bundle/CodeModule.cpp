//===- CodeModule.cpp - a bundle's shared library -------------------------===//
#include "bundle/CodeModule.h"

#include "Error.h"

#include <dlfcn.h>

using namespace tern::rt;

/// The loader's last message; it names the library, so ours does not.
static std::string loaderMessage() {
  const char *message = ::dlerror();
  return message ? message : "unknown error of the dynamic loader";
}

CodeModule::CodeModule(const std::filesystem::path &file)
    // Absolute, as the loader searches elsewhere for a name without a slash.
    : path(std::filesystem::absolute(file).string()),
      handle(::dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL)) {
  if (!handle)
    failFormat("cannot load the code: " + loaderMessage());
}

CodeModule::~CodeModule() { ::dlclose(handle); }

TernStepFn CodeModule::entry(const std::string &symbol) const {
  void *address = ::dlsym(handle, symbol.c_str());
  if (!address)
    failFormat(path + ": has no entry point '" + symbol + "'");
  return reinterpret_cast<TernStepFn>(address);
}
