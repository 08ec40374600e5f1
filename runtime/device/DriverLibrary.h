//===- DriverLibrary.h - a device's driver, if it is installed ------------===//
#ifndef TERN_RUNTIME_DEVICE_DRIVERLIBRARY_H
#define TERN_RUNTIME_DEVICE_DRIVERLIBRARY_H

#include <memory>

namespace tern::rt {

/// A shared library of the system, open for as long as the object lives.
class DriverLibrary {
public:
  /// Throws UNSUPPORTED, naming the library, if it cannot be loaded.
  explicit DriverLibrary(const char *name);

  /// The function of that name. Throws UNSUPPORTED, naming it.
  template <typename Function> Function function(const char *symbol) const {
    return reinterpret_cast<Function>(address(symbol));
  }

private:
  void *address(const char *symbol) const;

  struct Close {
    void operator()(void *handle) const;
  };
  const char *name;
  std::unique_ptr<void, Close> handle;
};

} // namespace tern::rt

#endif // TERN_RUNTIME_DEVICE_DRIVERLIBRARY_H
