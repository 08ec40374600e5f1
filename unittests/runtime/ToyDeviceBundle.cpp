//===- ToyDeviceBundle.cpp - the toy bundle, for a device -----------------===//
#include "ToyDeviceBundle.h"

#include "TestPaths.h"

#include <stdexcept>

using namespace tern::test;
using nlohmann::json;

// Byte offsets in the cache and the arena, which begin with other things.
static constexpr int cacheOffset = 64, sumsOffset = 128;

static json stage(const char *op, json weights, int workgroups,
                  json constants) {
  return {{"op", op},
          {"function", std::string("toy.") + op},
          {"weights", std::move(weights)},
          {"workgroups", workgroups},
          {"constants", std::move(constants)}};
}

ToyDeviceBundle::ToyDeviceBundle(const std::string &api) {
  std::filesystem::remove(file("module.so"));
  manifest["files"].erase("module.so");
  std::string code = api == "vulkan" ? "module.spv"
                     : api == "hip"  ? "module.hsaco"
                                     : "module.ptx";
  addFile(code, api == "vulkan" ? readAll(kToyKernelsPath) : "toy kernels");
  manifest["target"] = {
      {"name", api}, {"triple", api}, {"features", json::array()}};
  json entry{{"max_tokens", 1},
             {"stages",
              {stage("embedding", {"table"}, 1, {cacheOffset, 0}),
               stage("sum", json::array(), 1, {cacheOffset, sumsOffset}),
               stage("logits", json::array(), toyVocab / 32, {sumsOffset})}}};
  json prefill = entry;
  prefill["max_tokens"] = toyPrefill;
  manifest["code"] = {
      {"file", code},
      {"device",
       {{"api", api},
        {"workgroup", 32},
        {"bindings",
         {"weights", "weights", "kv", "arena", "ids", "step", "logits"}},
        {"features", json::array()}}},
      {"entries", {{"decode", entry}, {"prefill", prefill}}}};
  manifest["kv_bytes"] = cacheOffset + toyContext * 4;
  manifest["arena_bytes"] = sumsOffset + toyPrefill * 4;
  writeManifest();
}

void ToyDeviceBundle::addStepKernels() {
  json &entries = manifest["code"]["entries"];
  const char *single =
      entries.contains("batch") ? "toy.step_beside_batch" : "toy.step";
  for (auto &[name, entry] : entries.items())
    entry["step"] = {{"function", name == "batch" ? "toy.batch_step" : single},
                     {"workgroup", 32},
                     {"workgroups", 8}};
  writeManifest();
}

void ToyDeviceBundle::addBatch() {
  json batch = manifest["code"]["entries"]["decode"];
  batch["max_tokens"] = toySequences;
  for (size_t stage : {0, 1}) {
    json &function = batch["stages"][stage]["function"];
    function = std::string("toy.batch_") + (stage == 0 ? "embedding" : "sum");
  }
  manifest["code"]["entries"]["batch"] = batch;
  manifest["kv_bytes"] = 256;
  writeManifest();
}

Handle<tern_session>
tern::test::createSessionOn(const Handle<tern_model> &model,
                            const char *device) {
  tern_session *session;
  if (tern_session_create_on(model.get(), device, nullptr, &session) != TERN_OK)
    throw std::runtime_error(tern_last_error());
  return Handle<tern_session>(session);
}

std::string tern::test::sessionError(const ToyBundle &bundle,
                                     const char *device) {
  try {
    createSessionOn(load(bundle), device);
    return "";
  } catch (const std::runtime_error &error) {
    return error.what();
  }
}
