//===- GuardedBuffer.h - memory whose neighbours cannot be touched --------===//
#ifndef TERN_UNITTESTS_LOWERING_GUARDEDBUFFER_H
#define TERN_UNITTESTS_LOWERING_GUARDEDBUFFER_H

#include <cstddef>
#include <cstdint>

namespace tern::lowering {

/// Bytes between two pages that no access is allowed to: a read or write beyond
/// the end stops the test. The beginning is a multiple of the ABI's alignment,
/// so up to 63 bytes of slack lie between the end and the page. Contents begin
/// as 0xff, which as f32 is not a number.
class GuardedBuffer {
public:
  explicit GuardedBuffer(size_t size);
  GuardedBuffer(const GuardedBuffer &) = delete;
  GuardedBuffer &operator=(const GuardedBuffer &) = delete;
  ~GuardedBuffer();

  uint8_t *data() { return start; }
  size_t size() const { return length; }

  /// Any write from now on stops the test.
  void makeReadOnly();
  /// True if the slack still holds what it held at first.
  bool slackIsIntact() const;

private:
  uint8_t *mapping, *start;
  size_t mapped, length;
};

} // namespace tern::lowering

#endif // TERN_UNITTESTS_LOWERING_GUARDEDBUFFER_H
