//===- EmulatedCode.cpp - kernels in a shared library ---------------------===//
#include "FakeCode.h"
#include "Launch.h"

#include <dlfcn.h>
#include <elf.h>
#include <sys/mman.h>
#include <unistd.h>

#include <chrono>
#include <cstring>
#include <map>

using namespace tern::test;

namespace {
struct EmulatedKernel final : FakeKernel {
  EmulatedKernel(const std::string &name, TernEmulatedKernel function,
                 const TernEmulatedSizes &sizes)
      : function(function), memory(sizes.memory) {
    this->name = name;
    pointers = 0; // They count with the constants.
    constants = sizes.arguments;
  }
  void run(unsigned workgroups, unsigned threads, const uint64_t *arguments,
           bool resident) const override {
    launch({name, function, memory}, workgroups, threads, arguments,
           resident ? workgroups : concurrentWorkgroups);
  }
  TernEmulatedKernel function;
  uint64_t memory;
};

/// A library in memory, which stays open as long as it is loaded so that its
/// symbols can be read.
class EmulatedCode final : public FakeCode {
public:
  EmulatedCode(const void *image, size_t bytes, std::string &reason)
      : file(::memfd_create("module.so", MFD_CLOEXEC)) {
    if (file < 0 || ::write(file, image, bytes) != ssize_t(bytes)) {
      reason = "cannot be written to memory";
      return;
    }
    std::string path =
        "/proc/" + std::to_string(::getpid()) + "/fd/" + std::to_string(file);
    library = ::dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (!library)
      reason = ::dlerror();
  }
  ~EmulatedCode() override {
    if (library)
      ::dlclose(library);
    ::close(file);
  }

  bool isLoaded() const { return library; }

  const FakeKernel *find(const std::string &name) override {
    auto function =
        reinterpret_cast<TernEmulatedKernel>(::dlsym(library, name.c_str()));
    auto *sizes = static_cast<const TernEmulatedSizes *>(
        ::dlsym(library, (name + ".sizes").c_str()));
    if (!function || !sizes)
      return nullptr;
    return &kernels.try_emplace(name, name, function, *sizes).first->second;
  }

private:
  int file;
  void *library = nullptr;
  std::map<std::string, EmulatedKernel> kernels;
};
} // namespace

/// The bytes of a shared library, whose last part is the headers of sections.
static size_t sizeOf(const void *image) {
  Elf64_Ehdr header;
  std::memcpy(&header, image, sizeof(header));
  return header.e_shoff + size_t(header.e_shnum) * header.e_shentsize;
}

const char *const tern::test::fakeDeviceName = "emulated GPU";

double tern::test::readFakeClock() {
  using Clock = std::chrono::steady_clock;
  return std::chrono::duration<double, std::milli>(
             Clock::now().time_since_epoch())
      .count();
}

std::unique_ptr<FakeCode> tern::test::loadFakeCode(const void *image,
                                                   std::string &reason) {
  if (std::memcmp(image, ELFMAG, SELFMAG) != 0) {
    reason = "no shared library";
    return nullptr;
  }
  auto code = std::make_unique<EmulatedCode>(image, sizeOf(image), reason);
  return code->isLoaded() ? std::move(code) : nullptr;
}
