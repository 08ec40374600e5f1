//===- ProbeStarter.cpp - probes of a CUDA device -------------------------===//
#include "device/cuda/ProbeStarter.h"

using namespace tern::rt;

static constexpr const char *purpose = "measuring the device";

CudaProbeStarter::CudaProbeStarter(std::shared_ptr<const CudaProgram> shared)
    : program(std::move(shared)), device(program->device()),
      cuda(device.functions()),
      bytes(probeBytes(device.properties().memoryBytes)),
      memory(allocateCuda(device, bytes, purpose)),
      scratch(allocateCuda(device,
                           roundToUnit(probeScratchBytes(
                               program->model().manifest().device->probes)),
                           purpose)),
      stream(makeCudaStream(device)), begin(makeCudaEvent(device, purpose)),
      end(makeCudaEvent(device, purpose)) {
  // What nothing was written to may lie nowhere.
  constexpr unsigned char pattern = 0x5a;
  device.check(cuda.cuMemsetD8Async(memory.get(), pattern, bytes, stream.get()),
               "fill memory");
}

double CudaProbeStarter::run(const Probe &probe, uint64_t rounds, size_t) {
  std::vector<uint64_t> arguments;
  for (DeviceBuffer buffer : program->model().manifest().device->bindings)
    arguments.push_back(
        (buffer == DeviceBuffer::Weights ? memory : scratch).get());
  arguments.push_back(rounds);
  std::vector<void *> parameters;
  for (uint64_t &argument : arguments)
    parameters.push_back(&argument);
  auto record = [&](const CudaObject<CudaEvent> &event) {
    device.check(cuda.cuEventRecord(event.get(), stream.get()), purpose);
  };
  record(begin);
  device.check(cuda.cuLaunchKernel(program->find(probe.function),
                                   probe.workgroups, 1, 1, probe.workgroup, 1,
                                   1, 0, stream.get(), parameters.data(),
                                   nullptr),
               "start '" + probe.function + "'");
  record(end);
  device.check(cuda.cuStreamSynchronize(stream.get()), "finish a probe");
  float milliseconds = 0;
  device.check(cuda.cuEventElapsedTime(&milliseconds, begin.get(), end.get()),
               "read the time of a probe");
  return double(milliseconds) * 1e-3;
}
