//===- Program.cpp - a model on a CUDA device -----------------------------===//
#include "device/cuda/Program.h"

#include "device/Limits.h"
#include "device/cuda/Executor.h"

#include <algorithm>

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
  for (const Manifest::Entry *entry : manifest.entries())
    for (const Manifest::Stage &stage : entry->stages) {
      limits.check("threads of a workgroup", stage.dispatch.workgroup,
                   static_cast<uint64_t>(has.maxThreads));
      limits.check("workgroups of '" + stage.function + "'",
                   stage.dispatch.workgroups,
                   static_cast<uint64_t>(has.maxGrid));
    }
  limits.checkMemory(model, /*sequences=*/0, has.memoryBytes, has.memoryBytes);
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
  for (uint32_t which : allEntries) {
    if (!source->manifest().entry(which))
      continue;
    const Manifest::Entry &entry = this->entry(which);
    for (const Manifest::Stage &stage : entry.stages)
      loadFunction(stage.function, stage.dispatch.workgroupBytes);
    if (!entry.step || !opened.properties().cooperative)
      continue;
    loadFunction(entry.step->function, entry.step->workgroupBytes);
    resident[which] = countResident(*entry.step);
  }
}

CudaFunction CudaProgram::find(const std::string &name) const {
  CudaFunction found = nullptr;
  opened.check(
      opened.functions().cuModuleGetFunction(&found, code.get(), name.c_str()),
      "find the kernel '" + name + "' in " + source->codePath().string());
  return found;
}

void CudaProgram::loadFunction(const std::string &name,
                               uint32_t workgroupBytes) {
  if (functions.count(name))
    return;
  CudaFunction found = functions[name] = find(name);
  if (workgroupBytes > 0)
    opened.check(
        opened.functions().cuFuncSetAttribute(found, cudaMostSharedBytes,
                                              static_cast<int>(workgroupBytes)),
        "have " + std::to_string(workgroupBytes) +
            " bytes of a workgroup's memory for '" + name + "'");
}

uint32_t CudaProgram::countResident(const StepKernel &step) const {
  int blocks = 0;
  opened.check(opened.functions().cuOccupancyMaxActiveBlocksPerMultiprocessor(
                   &blocks, function(step.function),
                   static_cast<int>(step.workgroup), step.workgroupBytes),
               "count the resident blocks of '" + step.function + "'");
  int64_t all = int64_t(blocks) * opened.properties().multiprocessors;
  return static_cast<uint32_t>(std::min<int64_t>(all, step.workgroups));
}

void CudaProgram::uploadWeights() {
  uploaded = allocateCuda(
      opened,
      deviceBufferBytes(*source, DeviceBuffer::Weights, /*sequences=*/0),
      "the weights");
  forEachChunk(*source, 0, source->weightBytes(),
               [&](uint64_t offset, uint64_t bytes) {
                 opened.check(opened.functions().cuMemcpyHtoD_v2(
                                  uploaded.get() + offset,
                                  source->weights() + offset, bytes),
                              "copy the weights");
               });
}

std::unique_ptr<Executor> CudaProgram::createExecutor(int64_t sequences) const {
  uint64_t memory = opened.properties().memoryBytes;
  DeviceLimits(opened.who()).checkMemory(*source, sequences, memory, memory);
  return std::make_unique<CudaExecutor>(shared_from_this(), sequences);
}
