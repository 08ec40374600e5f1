//===- FakeCode.h - what a driver in the memory of the host runs ----------===//
#ifndef TERN_UNITTESTS_RUNTIME_FAKECODE_H
#define TERN_UNITTESTS_RUNTIME_FAKECODE_H

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

namespace tern::test {

/// What a kernel gets as a number.
template <typename T> T *pointer(uint64_t argument) {
  return reinterpret_cast<T *>(argument);
}

/// A function of the code, and its arguments: buffers' pointers, then
/// constants.
struct FakeKernel {
  FakeKernel() = default;
  virtual ~FakeKernel() = default;
  FakeKernel(const FakeKernel &) = delete;
  FakeKernel &operator=(const FakeKernel &) = delete;

  std::string name;
  size_t pointers = 0, constants = 0;
  /// `resident`: all workgroups run at the same time.
  virtual void run(unsigned workgroups, unsigned threads,
                   const uint64_t *arguments, bool resident) const = 0;
};

/// A module that a driver has loaded.
struct FakeCode {
  FakeCode() = default;
  virtual ~FakeCode() = default;
  FakeCode(const FakeCode &) = delete;
  FakeCode &operator=(const FakeCode &) = delete;

  /// The kernel of that name, or null.
  virtual const FakeKernel *find(const std::string &name) = 0;
};

// The device of the library that is linked.

/// Its name.
extern const char *const fakeDeviceName;
/// Milliseconds of its clock.
double readFakeClock();
/// What it takes for code; null, with a reason, if
/// `image` is none.
std::unique_ptr<FakeCode> loadFakeCode(const void *image, std::string &reason);

} // namespace tern::test

#endif // TERN_UNITTESTS_RUNTIME_FAKECODE_H
