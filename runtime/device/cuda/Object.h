//===- Object.h - an object of a CUDA device ------------------------------===//
#ifndef TERN_RUNTIME_DEVICE_CUDA_OBJECT_H
#define TERN_RUNTIME_DEVICE_CUDA_OBJECT_H

#include "device/cuda/Device.h"

#include <utility>

namespace tern::rt {

/// Owns a handle, which a function of one parameter releases; the device
/// outlives it.
template <typename Handle> class CudaObject {
public:
  using Destroy = CudaResult (*)(Handle);

  CudaObject() = default;
  CudaObject(const CudaDevice &device, Handle handle, Destroy destroy)
      : device(&device), handle(handle), destroy(destroy) {}
  ~CudaObject() {
    if (!device)
      return;
    // What cannot be released any more is gone with its device.
    const CudaDriver &cuda = device->functions();
    if (cuda.cuCtxPushCurrent_v2(device->context()) != cudaSuccess)
      return;
    destroy(handle);
    CudaContext popped;
    cuda.cuCtxPopCurrent_v2(&popped);
  }
  CudaObject(CudaObject &&other) noexcept { *this = std::move(other); }
  CudaObject &operator=(CudaObject &&other) noexcept {
    std::swap(device, other.device);
    std::swap(handle, other.handle);
    std::swap(destroy, other.destroy);
    return *this;
  }

  Handle get() const { return handle; }

private:
  const CudaDevice *device = nullptr;
  Handle handle = {};
  Destroy destroy = nullptr;
};

/// Calls `create(&handle)` and owns what it makes. Throws as CudaDevice::check
/// does.
template <typename Handle, typename Create>
CudaObject<Handle> makeCudaObject(const CudaDevice &device,
                                  CudaResult (*destroy)(Handle),
                                  const std::string &what, Create create) {
  Handle handle{};
  device.check(create(&handle), what);
  return {device, handle, destroy};
}

/// A stream that does not wait for others.
inline CudaObject<CudaStream> makeCudaStream(const CudaDevice &device) {
  const CudaDriver &cuda = device.functions();
  return makeCudaObject<CudaStream>(
      device, cuda.cuStreamDestroy_v2, "make a stream", [&](CudaStream *made) {
        return cuda.cuStreamCreate(made, cudaStreamNonBlocking);
      });
}

/// An event, which notes the time if its flags are `cudaEventTimed`; `what` it
/// is for.
inline CudaObject<CudaEvent> makeCudaEvent(const CudaDevice &device,
                                           const std::string &what,
                                           unsigned flags = cudaEventTimed) {
  const CudaDriver &cuda = device.functions();
  return makeCudaObject<CudaEvent>(
      device, cuda.cuEventDestroy_v2, what,
      [&](CudaEvent *event) { return cuda.cuEventCreate(event, flags); });
}

} // namespace tern::rt

#endif // TERN_RUNTIME_DEVICE_CUDA_OBJECT_H
