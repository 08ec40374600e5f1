//===- Manifest.cpp - manifest.json, written ------------------------------===//
#include "tern/Bundle/Manifest.h"

#include "tern/ABI.h"

#include "llvm/Support/JSON.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;
using namespace tern;

void tern::writeSizes(json::OStream &json, const Manifest::Model &model) {
  json.attribute("hidden_size", model.hidden);
  json.attribute("intermediate_size", model.intermediate);
  json.attribute("layers", model.layers);
  json.attribute("heads", model.heads);
  json.attribute("kv_heads", model.kvHeads);
  json.attribute("head_dim", model.headDim);
  json.attribute("vocab_size", model.vocab);
  json.attribute("context", model.context);
}

static void writeModel(json::OStream &json, const Manifest::Model &model) {
  json.attribute("name", model.name);
  json.attribute("architecture", model.architecture);
  writeSizes(json, model);
  if (model.exactLogits)
    json.attribute("exact_logits", model.exactLogits);
  json.attribute("bos", model.bos ? json::Value(*model.bos) : nullptr);
  json.attribute("eos", json::Array(model.eos));
  if (model.bosToken)
    json.attribute("bos_token", *model.bosToken);
  if (model.eosToken)
    json.attribute("eos_token", *model.eosToken);
  json.attribute("ternary_weights", model.ternaryWeights);
}

static void writeAskedBytes(json::OStream &json, int64_t bytes) {
  if (bytes != 0)
    json.attribute("workgroup_bytes", bytes);
}

static void writeStages(json::OStream &json, ArrayRef<Manifest::Stage> stages,
                        bool onDevice) {
  json.attributeArray("stages", [&] {
    for (const Manifest::Stage &stage : stages)
      json.object([&] {
        json.attribute("op", stage.op);
        json.attribute("function", stage.function);
        json.attribute("weights", json::Array(stage.weights));
        if (onDevice) {
          json.attribute("workgroups", stage.workgroups);
          if (stage.workgroup != 0)
            json.attribute("workgroup", stage.workgroup);
          writeAskedBytes(json, stage.workgroupBytes);
          json.attribute("constants", json::Array(stage.constants));
          if (stage.window)
            json.attribute(
                "weights_window",
                json::Array({stage.window->first, stage.window->second}));
        }
      });
  });
}

static void writeEntry(json::OStream &json, StringRef name,
                       const Manifest::Entry &entry, bool onDevice) {
  json.attributeObject(name, [&] {
    if (!onDevice) // A device runs an entry's stages.
      json.attribute("symbol", entry.symbol);
    json.attribute("max_tokens", entry.maxTokens);
    if (const std::optional<Manifest::StepKernel> &step = entry.step)
      json.attributeObject("step", [&] {
        json.attribute("function", step->function);
        json.attribute("workgroup", step->workgroup);
        json.attribute("workgroups", step->workgroups);
        writeAskedBytes(json, step->workgroupBytes);
      });
    if (!entry.stages.empty())
      writeStages(json, entry.stages, onDevice);
  });
}

static void writeProbes(json::OStream &json, ArrayRef<Manifest::Probe> probes) {
  json.attributeObject("probes", [&] {
    for (const Manifest::Probe &probe : probes)
      json.attributeObject(probe.kind, [&] {
        json.attribute("function", probe.function);
        json.attribute("workgroup", probe.workgroup);
        json.attribute("workgroups", probe.workgroups);
        json.attribute("work", probe.work);
      });
  });
}

static void writeCode(json::OStream &json, const Manifest &manifest) {
  json.attribute("file", manifest.codeFile);
  if (const std::optional<Manifest::Device> &device = manifest.device)
    json.attributeObject("device", [&] {
      json.attribute("api", device->api);
      json.attribute("workgroup", device->workgroup);
      json.attribute("bindings", json::Array(device->bindings));
      json.attribute("features", json::Array(device->features));
      if (!device->probes.empty())
        writeProbes(json, device->probes);
    });
  bool onDevice = manifest.device.has_value();
  json.attributeObject("entries", [&] {
    writeEntry(json, "decode", manifest.decode, onDevice);
    writeEntry(json, "prefill", manifest.prefill, onDevice);
    if (manifest.batch)
      writeEntry(json, "batch", *manifest.batch, onDevice);
  });
}

static void writeWeights(json::OStream &json, const Manifest &manifest) {
  json.attribute("file", kWeightsFile);
  json.attribute("data_offset", manifest.dataOffset);
  json.attributeObject("tensors", [&] {
    for (const Manifest::Tensor &tensor : manifest.tensors)
      json.attributeObject(tensor.name, [&] {
        json.attribute("offset", tensor.offset);
        json.attribute("bytes", tensor.bytes);
        json.attribute("type", tensor.type);
        if (!tensor.layout.empty())
          json.attribute("layout", tensor.layout);
      });
  });
}

std::string Manifest::toJSON() const {
  std::string text;
  raw_string_ostream os(text);
  json::OStream json(os, /*IndentSize=*/2);
  json.object([&] {
    json.attribute("abi", TERN_ABI_VERSION);
    json.attribute("producer", "tern " TERN_VERSION);
    json.attributeObject("model", [&] { writeModel(json, model); });
    json.attributeObject("target", [&] {
      json.attribute("name", target.name);
      json.attribute("triple", target.triple);
      json.attribute("features", json::Array(target.features));
    });
    json.attributeObject("code", [&] { writeCode(json, *this); });
    if (!schedule.empty())
      json.attribute("schedule", cantFail(json::parse(schedule)));
    json.attribute("arena_bytes", arenaBytes);
    json.attribute("kv_bytes", kvBytes);
    json.attribute("kv_type", kvType);
    json.attributeObject("weights", [&] { writeWeights(json, *this); });
    json.attributeObject("files", [&] {
      for (const File &file : files)
        json.attributeObject(file.name, [&] {
          json.attribute("bytes", file.bytes);
          json.attribute("xxh3_128", file.hash);
        });
    });
  });
  os << '\n';
  return text;
}
