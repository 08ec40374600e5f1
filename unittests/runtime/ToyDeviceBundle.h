//===- ToyDeviceBundle.h - the toy bundle, for a device -------------------===//
#ifndef TERN_UNITTESTS_RUNTIME_TOYDEVICEBUNDLE_H
#define TERN_UNITTESTS_RUNTIME_TOYDEVICEBUNDLE_H

#include "ToyBundle.h"

namespace tern::test {

/// The toy model with code for a device: ToyKernels.spvasm, or what the test's
/// CUDA driver takes for code.
class ToyDeviceBundle : public ToyBundle {
public:
  explicit ToyDeviceBundle(const std::string &api = "vulkan");

  /// Has a kernel for whole steps, of at most eight workgroups.
  void addStepKernels();

  /// Has an entry for a batch of toySequences, for the test's CUDA driver.
  void addBatch();

  nlohmann::json &device() { return manifest["code"]["device"]; }
  nlohmann::json &stages(const std::string &entry) {
    return manifest["code"]["entries"][entry]["stages"];
  }
};

/// As createSession, on a device; `device` may be null.
Handle<tern_session> createSessionOn(const Handle<tern_model> &model,
                                     const char *device);

/// The message that a session on the device fails with, "" if it is made.
std::string sessionError(const ToyBundle &bundle, const char *device);

} // namespace tern::test

#endif // TERN_UNITTESTS_RUNTIME_TOYDEVICEBUNDLE_H
