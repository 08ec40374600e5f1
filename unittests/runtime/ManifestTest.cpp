//===- ManifestTest.cpp - every field of manifest.json is checked ---------===//
#include "ManifestChecks.h"
#include "ToyBundle.h"

using namespace tern;
using namespace tern::test;
using nlohmann::json;

static const json &goodManifest() {
  static const json manifest = ToyBundle().manifest;
  return manifest;
}

TEST(Manifest, ReadsWhatIsThere) {
  rt::Manifest manifest = rt::parseManifest("m.json", goodManifest().dump());
  EXPECT_EQ(manifest.name, "toy");
  EXPECT_EQ(manifest.vocab, 4096);
  EXPECT_EQ(manifest.bos, 4094);
  EXPECT_EQ(manifest.prefill.maxTokens, 8);
  EXPECT_EQ(manifest.tensors.at("table").bytes, 16384u);
  EXPECT_EQ(manifest.files.size(), 3u);
  ASSERT_EQ(manifest.decode.stages.size(), 3u);
  EXPECT_EQ(manifest.decode.stages[0].op, "embedding");
  EXPECT_EQ(manifest.decode.stages[0].function, "decode.embedding");
  EXPECT_EQ(manifest.decode.stages[0].weights,
            std::vector<std::string>{"table"});
}

TEST(Manifest, ExactLogitsAreAPositiveNumberIfTheyAreThere) {
  json manifest = goodManifest();
  EXPECT_EQ(rt::parseManifest("m.json", manifest.dump()).exactLogits, 0);
  manifest["model"]["exact_logits"] = 64;
  EXPECT_EQ(rt::parseManifest("m.json", manifest.dump()).exactLogits, 64);
  for (json bad : {json(0), json(-1), json("64")}) {
    manifest["model"]["exact_logits"] = bad;
    EXPECT_TRUE(contains(parseError(manifest), "model.exact_logits"));
  }
}

TEST(Manifest, NeedNotHaveStages) {
  json manifest = goodManifest();
  manifest["code"]["entries"]["decode"].erase("stages");
  rt::Manifest read = rt::parseManifest("m.json", manifest.dump());
  EXPECT_TRUE(read.decode.stages.empty());
  EXPECT_EQ(read.prefill.stages.size(), 3u);
}

class ManifestField : public ::testing::TestWithParam<const char *> {};

TEST_P(ManifestField, IsRequired) {
  expectRequired(goodManifest(), GetParam());
}

TEST_P(ManifestField, HasOneType) { expectOneType(goodManifest(), GetParam()); }

INSTANTIATE_TEST_SUITE_P(
    EachField, ManifestField,
    ::testing::Values(
        "/abi", "/producer", "/model", "/model/name", "/model/architecture",
        "/model/hidden_size", "/model/intermediate_size", "/model/layers",
        "/model/heads", "/model/kv_heads", "/model/head_dim",
        "/model/vocab_size", "/model/context", "/model/bos", "/model/eos",
        "/model/ternary_weights", "/target", "/target/name", "/target/triple",
        "/target/features", "/code/entries", "/code/entries/decode",
        "/code/entries/decode/symbol", "/code/entries/prefill/max_tokens",
        "/code/entries/decode/stages/0/op",
        "/code/entries/decode/stages/0/weights",
        "/code/entries/prefill/stages/2/function", "/arena_bytes", "/kv_bytes",
        "/weights", "/weights/data_offset", "/weights/tensors",
        "/weights/tensors/table/offset", "/weights/tensors/table/bytes",
        "/weights/tensors/table/type", "/files", "/code/file",
        "/weights/file"));

class ManifestValue : public ::testing::TestWithParam<BadValue> {};

TEST_P(ManifestValue, IsRefused) { expectRefused(goodManifest(), GetParam()); }

INSTANTIATE_TEST_SUITE_P(
    EachValue, ManifestValue,
    ::testing::Values(
        BadValue{"/model/vocab_size", "0", "expected an integer in [1, "},
        BadValue{"/model/vocab_size", "1.5", "got 1.5"},
        BadValue{"/model/vocab_size", "4294967296", "got 4294967296"},
        BadValue{"/model/context", "-1", "got -1"},
        BadValue{"/model/bos", "4096", "model.bos"},
        BadValue{"/model/eos", "[3, -1]", "model.eos[1]"},
        BadValue{"/code/entries/prefill/max_tokens", "0", "max_tokens"},
        BadValue{"/code/entries/batch/max_tokens", "4097", "got 4097"},
        BadValue{"/code/entries/batch/symbol", "null", "batch.symbol"},
        BadValue{"/code/entries/batch/stages/0/op", "3", "batch.stages[0].op"},
        BadValue{"/kv_bytes", "192", "kv_bytes: expected a multiple of 256"},
        BadValue{"/code/entries/decode/symbol", "\"\"", "expected a name"},
        BadValue{"/code/entries/decode/stages", "[]",
                 "code.entries.decode.stages: expected at least one stage"},
        BadValue{"/code/entries/decode/stages", "3", "decode.stages: expected"},
        BadValue{"/code/entries/prefill/stages/1", "null", "prefill.stages[1]"},
        BadValue{"/code/entries/decode/stages/1/op", "\"\"",
                 "decode.stages[1].op: expected a name"},
        BadValue{"/code/entries/decode/stages/0/weights/0", "\"tabel\"",
                 "stages[0].weights[0]: 'tabel' is not in weights.tensors"},
        BadValue{"/code/file", "\"other.so\"", "'other.so' is not in files"},
        BadValue{"/code/file", "\"/bin/true\"", "is not in files"},
        BadValue{"/weights/file", "\"../w\"", "is not in files"},
        BadValue{"/files", R"({"../x": {"bytes": 1, "xxh3_128": ""}})",
                 "expected the name of a file in the bundle"},
        BadValue{"/files/module.so/bytes", "18446744073709551615", "bytes"},
        BadValue{"/files/module.so/bytes", "-1", "bytes"},
        BadValue{"/files/module.so/xxh3_128", "\"abc\"", "hexadecimal"},
        BadValue{"/arena_bytes", "-64", "arena_bytes"},
        BadValue{"/kv_bytes", "9223372036854775807", "kv_bytes"},
        BadValue{"/target/triple", "\"\"", "target.triple"},
        BadValue{"/target/features", "[\"\"]", "target.features[0]"},
        BadValue{"/weights/data_offset", "0", "data_offset"},
        BadValue{"/weights/data_offset", "100", "multiple of 64"},
        BadValue{"/weights/data_offset", "64000", "beyond"},
        BadValue{"/weights/tensors/table/offset", "8", "multiple of 64"},
        BadValue{"/weights/tensors/table/offset", "64", "outside"},
        BadValue{"/weights/tensors/table/bytes", "16385", "outside"},
        BadValue{"/weights/tensors/table/bytes", "1125899906842624", "outside"},
        BadValue{"/weights/tensors/table/layout", "3", "layout"}));

TEST(Manifest, RefusesOverlappingTensors) {
  json manifest = goodManifest();
  manifest["weights"]["tensors"]["other"] = {
      {"offset", 64}, {"bytes", 8}, {"type", "2xi32"}};
  EXPECT_TRUE(contains(parseError(manifest), "'table' and 'other' overlap"));
}

TEST(Manifest, RefusesTextThatIsNoObject) {
  for (const char *text : {"", "{", "[]", "3", "null", "{\"abi\": 1,}", "\xff"})
    EXPECT_TRUE(contains(errorOf([&] { rt::parseManifest("m.json", text); }),
                         "m.json"));
}
