//===- Limits.h - whether a model fits a device ---------------------------===//
#ifndef TERN_RUNTIME_DEVICE_LIMITS_H
#define TERN_RUNTIME_DEVICE_LIMITS_H

#include "bundle/Model.h"

namespace tern::rt {

/// Compares what a bundle needs with what a device has.
class DeviceLimits {
public:
  /// `who` is the device, for messages.
  explicit DeviceLimits(std::string who) : who(std::move(who)) {}

  /// Throws UNSUPPORTED, naming both numbers, if the bundle needs more.
  void check(const std::string &what, uint64_t needed, uint64_t most) const;

  /// The same for each buffer of a batch of so many sequences or, 0, of a
  /// session, of which the device has `range` bytes, and for all of them.
  /// `weights` says whether that of the weights is one, whole.
  void checkMemory(const Model &model, int64_t sequences, uint64_t range,
                   uint64_t total, bool weights = true) const;

private:
  std::string who;
};

} // namespace tern::rt

#endif // TERN_RUNTIME_DEVICE_LIMITS_H
