//===- Attributes.h - HIP's numbers of a device's attributes --------------===//
#ifndef TERN_RUNTIME_DEVICE_HIP_ATTRIBUTES_H
#define TERN_RUNTIME_DEVICE_HIP_ATTRIBUTES_H

namespace tern::rt {

/// Of hipDeviceAttribute_t.
inline constexpr int hipMaxThreadsPerBlock = 56, hipMaxGridX = 29,
                     hipCapabilityMajor = 23, hipCapabilityMinor = 61;

} // namespace tern::rt

#endif // TERN_RUNTIME_DEVICE_HIP_ATTRIBUTES_H
