//===- DriverLibrary.h - a device's driver, if it is installed ------------===//
#ifndef TERN_RUNTIME_DEVICE_DRIVERLIBRARY_H
#define TERN_RUNTIME_DEVICE_DRIVERLIBRARY_H

#include <memory>
#include <vector>

namespace tern::rt {

/// A shared library of the system, open for as long as the object lives.
class DriverLibrary {
public:
  /// Opens the first of `names` that there is. Throws UNSUPPORTED, naming the
  /// first, if none can be loaded.
  explicit DriverLibrary(const std::vector<const char *> &names);

  /// The function of that name. Throws UNSUPPORTED, naming it.
  template <typename Function> Function function(const char *symbol) const {
    return reinterpret_cast<Function>(address(symbol));
  }

private:
  void *address(const char *symbol) const;

  struct Close {
    void operator()(void *handle) const;
  };
  const char *name = nullptr;
  std::unique_ptr<void, Close> handle;
};

} // namespace tern::rt

#endif // TERN_RUNTIME_DEVICE_DRIVERLIBRARY_H
