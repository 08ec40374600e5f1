//===- ToyBundle.cpp - a bundle around the toy module ---------------------===//
#include "ToyBundle.h"

#include "TestPaths.h"

#include "bundle/ContentHash.h"
#include "bundle/CpuFeatures.h"

#include <cstdlib>
#include <cstring>
#include <fstream>
#include <sstream>
#include <stdexcept>

using namespace tern::test;
namespace fs = std::filesystem;

int32_t tern::test::toyWeight(int32_t id) { return id * 7 + 3; }

float tern::test::toyLogit(const std::vector<int32_t> &ids, int32_t v) {
  int64_t sum = 0;
  for (size_t i = 0; i < ids.size(); ++i)
    sum += int64_t(i + 1) * toyWeight(ids[i]);
  return float((sum + v) % 97);
}

int32_t tern::test::toyGreedy(const std::vector<int32_t> &ids) {
  int32_t best = 0;
  for (int32_t v = 1; v < toyVocab; ++v)
    if (toyLogit(ids, v) > toyLogit(ids, best))
      best = v;
  return best;
}

std::string tern::test::readAll(const fs::path &path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream content;
  content << file.rdbuf();
  return content.str();
}

void tern::test::writeAll(const fs::path &path, const std::string &content) {
  std::ofstream(path, std::ios::binary) << content;
}

static fs::path makeDirectory() {
  std::string name = (fs::temp_directory_path() / "tern-XXXXXX").string();
  if (!::mkdtemp(name.data()))
    throw std::runtime_error("cannot make a temporary directory");
  return name;
}

TemporaryDirectory::TemporaryDirectory() : path(makeDirectory()) {}

TemporaryDirectory::~TemporaryDirectory() {
  std::error_code ignored;
  fs::remove_all(path, ignored);
}

static std::string toyWeights() {
  std::string header = R"({"table":{"dtype":"I32","shape":[4096],)"
                       R"("data_offsets":[0,16384]}})";
  header.resize(120, ' ');
  uint64_t length = header.size();
  std::string content(sizeof(length), '\0');
  std::memcpy(content.data(), &length, sizeof(length));
  content += header;
  for (int32_t id = 0; id < toyVocab; ++id) {
    int32_t weight = toyWeight(id);
    content.append(reinterpret_cast<const char *>(&weight), sizeof(weight));
  }
  return content;
}

ToyBundle::ToyBundle() {
  manifest = nlohmann::json::parse(R"({
    "abi": 8, "producer": "test",
    "model": {"name": "toy", "architecture": "toy", "hidden_size": 4,
      "intermediate_size": 8, "layers": 1, "heads": 1, "kv_heads": 1,
      "head_dim": 4, "vocab_size": 4096, "context": 40, "bos": 4094, "eos": [4095],
      "ternary_weights": 1000},
    "target": {"name": "any", "triple": "", "features": []},
    "code": {"file": "module.so", "entries": {
      "decode": {"symbol": "toy_decode", "max_tokens": 1},
      "prefill": {"symbol": "toy_prefill", "max_tokens": 8},
      "batch": {"symbol": "toy_batch", "max_tokens": 4}}},
    "arena_bytes": 64, "kv_bytes": 256,
    "weights": {"file": "weights.safetensors", "data_offset": 128, "tensors": {
      "table": {"offset": 0, "bytes": 16384, "type": "4096xi32"}}},
    "files": {}})");
  for (std::string entry : {"decode", "prefill", "batch"})
    manifest["code"]["entries"][entry]["stages"] = {
        {{"op", "embedding"},
         {"function", entry + ".embedding"},
         {"weights", {"table"}}},
        {{"op", "sum"},
         {"function", entry + ".sum"},
         {"weights", nlohmann::json::array()}},
        {{"op", "logits"},
         {"function", entry + ".logits"},
         {"weights", nlohmann::json::array()}}};
  manifest["target"]["triple"] =
      std::string(rt::hostArchitecture()) + "-unknown-linux-gnu";
  addFile("module.so", readAll(kToyModulePath));
  addFile("weights.safetensors", toyWeights());
  addFile("tokenizer.json",
          readAll(inputPath("reference/tokenizer/tokenizer.json")));
  writeManifest();
}

void ToyBundle::addFile(const std::string &name, const std::string &content) {
  writeAll(file(name), content);
  manifest["files"][name] = {
      {"bytes", content.size()},
      {"xxh3_128", rt::contentHash(std::as_bytes(std::span(content)))}};
}

void ToyBundle::writeManifest() const {
  writeAll(file("manifest.json"), manifest.dump());
}

void ToyBundle::flip(const std::string &name) const {
  std::string content = readAll(file(name));
  content[content.size() / 2] ^= 1;
  writeAll(file(name), content);
}

void ToyBundle::truncate(const std::string &name) const {
  std::string content = readAll(file(name));
  content.pop_back();
  writeAll(file(name), content);
}

static void require(tern_status status) {
  if (status != TERN_OK)
    throw std::runtime_error(tern_last_error());
}

Handle<tern_model> tern::test::load(const ToyBundle &bundle, uint32_t flags) {
  tern_model *model;
  require(tern_model_load(bundle.path().c_str(), flags, &model));
  return Handle<tern_model>(model);
}

Handle<tern_session> tern::test::createSession(const Handle<tern_model> &model,
                                               int threads) {
  tern_session_options options{threads};
  tern_session *session;
  require(tern_session_create(model.get(), &options, &session));
  return Handle<tern_session>(session);
}

Handle<tern_batch> tern::test::createBatch(const Handle<tern_model> &model,
                                           int threads, int sequences) {
  tern_batch_options options{threads, sequences};
  tern_batch *batch;
  require(tern_batch_create(model.get(), nullptr, &options, &batch));
  return Handle<tern_batch>(batch);
}

Handle<tern_tokenizer> tern::test::loadTokenizer(const fs::path &path) {
  tern_tokenizer *tokenizer;
  require(tern_tokenizer_load(path.c_str(), &tokenizer));
  return Handle<tern_tokenizer>(tokenizer);
}

std::string tern::test::loadError(const ToyBundle &bundle, uint32_t flags) {
  tern_model *model;
  if (tern_model_load(bundle.path().c_str(), flags, &model) != TERN_OK)
    return tern_last_error();
  tern_model_free(model);
  return "";
}
