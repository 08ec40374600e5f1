//===- ManifestTest.cpp - every field of manifest.json is checked ---------===//
#include "bundle/Manifest.h"

#include "Expect.h"
#include "ToyBundle.h"

using namespace tern;
using namespace tern::test;
using nlohmann::json;

static const json &goodManifest() {
  static const json manifest = ToyBundle().manifest;
  return manifest;
}

static std::string parseError(const json &manifest) {
  return errorOf([&] { rt::parseManifest("m.json", manifest.dump()); });
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
  json manifest = goodManifest();
  json::json_pointer pointer(GetParam());
  manifest.at(pointer.parent_pointer()).erase(pointer.back());
  std::string error = parseError(manifest);
  EXPECT_TRUE(contains(error, pointer.back()));
  EXPECT_TRUE(contains(error, "missing"));
}

TEST_P(ManifestField, HasOneType) {
  // No field may be true.
  json manifest = goodManifest();
  json::json_pointer pointer(GetParam());
  manifest[pointer] = true;
  std::string error = parseError(manifest);
  EXPECT_TRUE(contains(error, "m.json: "));
  EXPECT_TRUE(contains(error, pointer.back()));
  EXPECT_TRUE(contains(error, "expected"));
}

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

namespace {
struct Bad {
  const char *pointer, *value, *expected;
};
} // namespace

class ManifestValue : public ::testing::TestWithParam<Bad> {};

TEST_P(ManifestValue, IsRefused) {
  json manifest = goodManifest();
  manifest[json::json_pointer(GetParam().pointer)] =
      json::parse(GetParam().value);
  EXPECT_TRUE(contains(parseError(manifest), GetParam().expected));
}

INSTANTIATE_TEST_SUITE_P(
    EachValue, ManifestValue,
    ::testing::Values(
        Bad{"/model/vocab_size", "0", "expected an integer in [1, "},
        Bad{"/model/vocab_size", "1.5", "got 1.5"},
        Bad{"/model/vocab_size", "4294967296", "got 4294967296"},
        Bad{"/model/context", "-1", "got -1"},
        Bad{"/model/bos", "4096", "model.bos"},
        Bad{"/model/eos", "[3, -1]", "model.eos[1]"},
        Bad{"/code/entries/prefill/max_tokens", "0", "max_tokens"},
        Bad{"/code/entries/decode/symbol", "\"\"", "expected a name"},
        Bad{"/code/entries/decode/stages", "[]",
            "code.entries.decode.stages: expected at least one stage"},
        Bad{"/code/entries/decode/stages", "3", "decode.stages: expected"},
        Bad{"/code/entries/prefill/stages/1", "null", "prefill.stages[1]"},
        Bad{"/code/entries/decode/stages/1/op", "\"\"",
            "decode.stages[1].op: expected a name"},
        Bad{"/code/entries/decode/stages/0/weights/0", "\"tabel\"",
            "stages[0].weights[0]: 'tabel' is not in weights.tensors"},
        Bad{"/code/file", "\"other.so\"", "'other.so' is not in files"},
        Bad{"/code/file", "\"/bin/true\"", "is not in files"},
        Bad{"/weights/file", "\"../w\"", "is not in files"},
        Bad{"/files", R"({"../x": {"bytes": 1, "xxh3_128": ""}})",
            "expected the name of a file in the bundle"},
        Bad{"/files/module.so/bytes", "18446744073709551615", "bytes"},
        Bad{"/files/module.so/bytes", "-1", "bytes"},
        Bad{"/files/module.so/xxh3_128", "\"abc\"", "hexadecimal"},
        Bad{"/arena_bytes", "-64", "arena_bytes"},
        Bad{"/kv_bytes", "9223372036854775807", "kv_bytes"},
        Bad{"/target/triple", "\"\"", "target.triple"},
        Bad{"/target/features", "[\"\"]", "target.features[0]"},
        Bad{"/weights/data_offset", "0", "data_offset"},
        Bad{"/weights/data_offset", "100", "multiple of 64"},
        Bad{"/weights/data_offset", "64000", "beyond"},
        Bad{"/weights/tensors/table/offset", "8", "multiple of 64"},
        Bad{"/weights/tensors/table/offset", "64", "outside"},
        Bad{"/weights/tensors/table/bytes", "16385", "outside"},
        Bad{"/weights/tensors/table/bytes", "1125899906842624", "outside"},
        Bad{"/weights/tensors/table/layout", "3", "layout"}));

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
