//===- FirstTouch.cpp - weights near the workers that read them -----------===//
#include "exec/FirstTouch.h"

#include "tern/StageReads.h"

#include <set>

using namespace tern;
using namespace tern::rt;

std::vector<Manifest::Tensor>
tern::rt::tensorsReadWhole(const Manifest &manifest) {
  std::set<std::string> names;
  for (const Manifest::Stage &stage : manifest.decode.stages)
    if (getRowsRead(stage.op) == RowsRead::All)
      names.insert(stage.weights.begin(), stage.weights.end());
  std::vector<Manifest::Tensor> tensors;
  for (const std::string &name : names)
    if (auto found = manifest.tensors.find(name);
        found != manifest.tensors.end())
      tensors.push_back(found->second);
  return tensors;
}

std::pair<uint64_t, uint64_t> tern::rt::shareOf(uint64_t bytes, int worker,
                                                int workers) {
  auto upTo = [&](int count) {
    // Without an overflow of bytes * count.
    auto parts = static_cast<uint64_t>(workers),
         some = static_cast<uint64_t>(count);
    return bytes / parts * some + bytes % parts * some / parts;
  };
  return {upTo(worker), upTo(worker + 1)};
}

void tern::rt::touchWeights(WorkerPool &pool, const Model &model) {
  struct Job {
    const Model &model;
    std::vector<Manifest::Tensor> tensors;
    int workers;
  } job{model, tensorsReadWhole(model.manifest()), pool.workers()};
  pool.run(
      [](void *context, int worker) {
        auto &job = *static_cast<Job *>(context);
        for (const Manifest::Tensor &tensor : job.tensors) {
          auto [begin, end] = shareOf(tensor.bytes, worker, job.workers);
          job.model.readWeights(tensor.offset + begin, end - begin);
        }
      },
      &job);
}
