//===- ModelApi.cpp - C API: models ---------------------------------------===//
#include "api/Guard.h"
#include "api/Handles.h"

#include <algorithm>

using namespace tern::rt;

tern_status tern_model_load(const char *path, uint32_t flags,
                            tern_model **model) {
  return guarded([&] {
    requireNonNull(path, "path");
    requireNonNull(model, "model");
    requireFlags(flags, TERN_LOAD_VERIFY);
    *model = new tern_model{
        std::make_shared<const Model>(path, (flags & TERN_LOAD_VERIFY) != 0),
        {}};
  });
}

void tern_model_free(tern_model *model) { delete model; }

tern_status tern_model_get_info(const tern_model *model,
                                tern_model_info *info) {
  return guarded([&] {
    requireNonNull(model, "model");
    requireNonNull(info, "info");
    const Manifest &manifest = model->model->manifest();
    uint64_t weightBytes = 0;
    for (const auto &[name, tensor] : manifest.tensors)
      weightBytes += tensor.bytes;
    *info = {.name = manifest.name.c_str(),
             .architecture = manifest.architecture.c_str(),
             .target = manifest.target.c_str(),
             .vocab = manifest.vocab,
             .context = manifest.context,
             .max_prefill = std::max(manifest.prefill.maxTokens,
                                     manifest.decode.maxTokens),
             .bos = manifest.bos.value_or(-1),
             .eos = manifest.eos.data(),
             .eos_count = manifest.eos.size(),
             .ternary_weights = manifest.ternaryWeights,
             .weight_bytes = static_cast<int64_t>(weightBytes),
             .arena_bytes = static_cast<int64_t>(manifest.arenaBytes),
             .kv_bytes = static_cast<int64_t>(manifest.kvBytes),
             .exact_logits = manifest.exactLogits,
             // A literal, so it ends with a NUL.
             .device_api = manifest.device ? nameOf(manifest.device->api).data()
                                           : nullptr,
             .max_sequences = manifest.sequences()};
  });
}

tern_status tern_model_get_manifest(const tern_model *model,
                                    const char **json) {
  return guarded([&] {
    requireNonNull(model, "model");
    requireNonNull(json, "json");
    *json = model->model->manifestText().c_str();
  });
}
