//===- AlignedBuffer.h - zeroed, aligned memory ---------------------------===//
#ifndef TERN_RUNTIME_EXEC_ALIGNEDBUFFER_H
#define TERN_RUNTIME_EXEC_ALIGNEDBUFFER_H

#include <cstddef>
#include <cstdint>
#include <string>

namespace tern::rt {

/// Zeroed memory from the system, page-aligned (so TERN_ABI_ALIGNMENT holds),
/// in huge pages where allowed. Pages exist once they are touched.
class AlignedBuffer {
public:
  AlignedBuffer() = default;
  /// Throws RESOURCES, naming `what` and the size.
  AlignedBuffer(uint64_t bytes, const std::string &what);
  ~AlignedBuffer();
  AlignedBuffer(AlignedBuffer &&other) noexcept { swap(other); }
  AlignedBuffer &operator=(AlignedBuffer &&other) noexcept {
    swap(other);
    return *this;
  }

  void *data() const { return memory; }
  uint64_t size() const { return bytes; }

private:
  void swap(AlignedBuffer &other) noexcept;

  void *memory = nullptr;
  uint64_t bytes = 0;
};

} // namespace tern::rt

#endif // TERN_RUNTIME_EXEC_ALIGNEDBUFFER_H
