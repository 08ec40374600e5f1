//===- ManifestTest.cpp ---------------------------------------------------===//
#include "tern/Bundle/Manifest.h"

#include "tern/ABI.h"

#include "llvm/Support/JSON.h"

#include <gtest/gtest.h>

using namespace llvm;
using namespace tern;

static Manifest sample() {
  Manifest manifest;
  manifest.model = {.name = "storyteller",
                    .architecture = "bitnet",
                    .hidden = 256,
                    .intermediate = 768,
                    .layers = 8,
                    .heads = 4,
                    .kvHeads = 2,
                    .headDim = 64,
                    .vocab = 4096,
                    .context = 512,
                    .bos = 4094,
                    .eos = {4095},
                    .bosToken = "<|begin_of_text|>",
                    .eosToken = "<|end_of_text|>",
                    .ternaryWeights = 6291456};
  manifest.target = {
      "x86-64-v4-vnni", "x86_64-unknown-linux-gnu", {"avx512f", "avx512vnni"}};
  manifest.decode = {"tern_decode", 1};
  manifest.prefill = {"tern_prefill",
                      64,
                      {{"matmul", "prefill.matmul", {"down", "norm"}},
                       {"rope", "prefill.rope_1", {}}}};
  manifest.arenaBytes = 123456;
  manifest.kvBytes = 1048576;
  manifest.kvType = "int8";
  manifest.dataOffset = 4096;
  manifest.tensors = {{"down", "256x768x!tern.trit", "i2<rows = 16>", 0, 49152},
                      {"norm", "256xf32", "", 49152, 1024}};
  manifest.files = {{"module.so", 51200, std::string(32, 'a')}};
  return manifest;
}

TEST(Manifest, IsAsDocumented) {
  json::Value expected = cantFail(json::parse(R"({
    "abi": 1, "producer": "tern 0.1.0",
    "model": {
      "name": "storyteller", "architecture": "bitnet",
      "hidden_size": 256, "intermediate_size": 768, "layers": 8,
      "heads": 4, "kv_heads": 2, "head_dim": 64,
      "vocab_size": 4096, "context": 512,
      "bos": 4094, "eos": [4095],
      "bos_token": "<|begin_of_text|>", "eos_token": "<|end_of_text|>",
      "ternary_weights": 6291456
    },
    "target": {
      "name": "x86-64-v4-vnni", "triple": "x86_64-unknown-linux-gnu",
      "features": ["avx512f", "avx512vnni"]
    },
    "code": {
      "file": "module.so",
      "entries": {
        "decode":  {"symbol": "tern_decode",  "max_tokens": 1},
        "prefill": {"symbol": "tern_prefill", "max_tokens": 64, "stages": [
          {"op": "matmul", "function": "prefill.matmul",
           "weights": ["down", "norm"]},
          {"op": "rope", "function": "prefill.rope_1", "weights": []}]}
      }
    },
    "arena_bytes": 123456, "kv_bytes": 1048576, "kv_type": "int8",
    "weights": {
      "file": "weights.safetensors", "data_offset": 4096,
      "tensors": {
        "down": {"offset": 0, "bytes": 49152,
                 "type": "256x768x!tern.trit", "layout": "i2<rows = 16>"},
        "norm": {"offset": 49152, "bytes": 1024, "type": "256xf32"}
      }
    },
    "files": {
      "module.so": {"bytes": 51200,
                    "xxh3_128": "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"}
    }
  })"));
  (*expected.getAsObject())["abi"] = TERN_ABI_VERSION;
  (*expected.getAsObject())["producer"] = "tern " TERN_VERSION;
  EXPECT_EQ(cantFail(json::parse(sample().toJSON())), expected);
}

TEST(Manifest, AbsentBosIsNull) {
  Manifest manifest = sample();
  manifest.model.bos.reset();
  manifest.model.eos.clear();
  json::Value value = cantFail(json::parse(manifest.toJSON()));
  json::Object *model = value.getAsObject()->getObject("model");
  EXPECT_TRUE(model->getNull("bos"));
  EXPECT_TRUE(model->getArray("eos")->empty());
}

TEST(Manifest, AbsentTokensAreNot) {
  Manifest manifest = sample();
  manifest.model.bosToken.reset();
  manifest.model.eosToken.reset();
  json::Value value = cantFail(json::parse(manifest.toJSON()));
  json::Object *model = value.getAsObject()->getObject("model");
  EXPECT_FALSE(model->get("bos_token") || model->get("eos_token"));
}

TEST(Manifest, EscapesNames) {
  Manifest manifest = sample();
  manifest.model.name = "a \"name\"\n";
  json::Value value = cantFail(json::parse(manifest.toJSON()));
  EXPECT_EQ(value.getAsObject()->getObject("model")->getString("name"),
            "a \"name\"\n");
}
