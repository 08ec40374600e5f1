//===- DriverLibrary.cpp - a device's driver, if it is installed ----------===//
#include "device/DriverLibrary.h"

#include "Error.h"

#include <dlfcn.h>

using namespace tern::rt;

DriverLibrary::DriverLibrary(const std::vector<const char *> &names) {
  std::string reason;
  for (const char *candidate : names) {
    name = candidate;
    handle.reset(::dlopen(name, RTLD_NOW | RTLD_LOCAL));
    if (handle)
      return;
    const char *message = ::dlerror();
    if (reason.empty())
      reason = message ? message : name;
  }
  failUnsupported("cannot load the driver: " + reason);
}

void *DriverLibrary::address(const char *symbol) const {
  void *found = ::dlsym(handle.get(), symbol);
  if (!found)
    failUnsupported(std::string(name) + ": has no function " + symbol +
                    "; expected a newer driver");
  return found;
}

void DriverLibrary::Close::operator()(void *handle) const { ::dlclose(handle); }
