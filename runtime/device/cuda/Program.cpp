//===- Program.cpp - a model on a CUDA device -----------------------------===//
#include "device/cuda/Program.h"

#include "device/Limits.h"
#include "device/cuda/Executor.h"

using namespace tern::rt;

CudaMemory tern::rt::allocateCuda(const CudaDevice &device, uint64_t bytes,
                                  const std::string &what) {
  const CudaDriver &cuda = device.functions();
  return makeCudaObject<CudaPointer>(
      device, cuda.cuMemFree_v2,
      "have " + std::to_string(bytes) + " bytes for " + what,
      [&](CudaPointer *pointer) { return cuda.cuMemAlloc_v2(pointer, bytes); });
}

static void checkLimits(const CudaDevice &device, const Model &model) {
  DeviceLimits limits(device.who());
  const CudaProperties &has = device.properties();
  const Manifest &manifest = model.manifest();
  for (const Manifest::Entry *entry : {&manifest.decode, &manifest.prefill})
    for (const Manifest::Stage &stage : entry->stages) {
      limits.check("threads of a workgroup", stage.dispatch.workgroup,
                   static_cast<uint64_t>(has.maxThreads));
      limits.check("workgroups of '" + stage.function + "'",
                   stage.dispatch.workgroups,
                   static_cast<uint64_t>(has.maxGrid));
    }
  limits.checkMemory(model, has.memoryBytes, has.memoryBytes);
}

CudaProgram::CudaProgram(std::shared_ptr<const Model> model, DeviceName name)
    : source(std::move(model)),
      opened(name, *source->manifest().device,
             source->codePath().extension() == ".cubin") {
  checkLimits(opened, *source);
  CudaScope scope(opened);
  loadCode();
  uploadWeights();
}

void CudaProgram::loadCode() {
  const CudaDriver &cuda = opened.functions();
  std::string path = source->codePath().string();
  // Text must end with a NUL, which c_str() has.
  std::string image = readFile(path);
  char log[1024] = "";
  int options[] = {cudaErrorLog, cudaErrorLogBytes};
  void *values[] = {log, reinterpret_cast<void *>(sizeof(log) - 1)};
  CudaModule module = nullptr;
  CudaResult result =
      cuda.cuModuleLoadDataEx(&module, image.c_str(), 2, options, values);
  opened.check(result,
               "load " + path + (*log ? std::string(" (") + log + ")" : ""));
  code = {opened, module, cuda.cuModuleUnload};
  const Manifest &manifest = source->manifest();
  for (const Manifest::Entry *entry : {&manifest.decode, &manifest.prefill})
    for (const Manifest::Stage &stage : entry->stages)
      if (!functions.count(stage.function))
        opened.check(cuda.cuModuleGetFunction(&functions[stage.function],
                                              module, stage.function.c_str()),
                     "find the kernel '" + stage.function + "' in " + path);
}

void CudaProgram::uploadWeights() {
  uploaded = allocateCuda(
      opened, deviceBufferBytes(*source, DeviceBuffer::Weights), "the weights");
  forEachChunk(*source, [&](uint64_t offset, uint64_t bytes) {
    opened.check(opened.functions().cuMemcpyHtoD_v2(uploaded.get() + offset,
                                                    source->weights() + offset,
                                                    bytes),
                 "copy the weights");
  });
}

std::unique_ptr<Executor> CudaProgram::createExecutor() const {
  return std::make_unique<CudaExecutor>(shared_from_this());
}
