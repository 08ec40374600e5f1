//===- WeightsTest.cpp ----------------------------------------------------===//
#include "unittests/Checkpoint/TestSupport.h"

#include "tern/Checkpoint/Weights.h"

#include "llvm/ADT/StringExtras.h"

#include <fstream>
#include <unistd.h>

using namespace llvm;
using namespace tern;
using namespace tern::test;

namespace {
class Weights : public testing::Test {
protected:
  /// A checkpoint of a linear class and mode, with a weights file.
  Expected<Checkpoint> open(StringRef linear, StringRef mode, StringRef header,
                            StringRef data) {
    directory.write("config.json",
                    (R"({"model_type":"bitnet","hidden_size":4,
      "intermediate_size":4,"num_hidden_layers":1,"num_attention_heads":1,
      "vocab_size":4,"max_position_embeddings":4,"rms_norm_eps":1e-5,
      "rope_theta":1e4,"hidden_act":"relu2","quantization_config":{
      "quant_method":"bitnet","linear_class":")" +
                     linear + R"(","quantization_mode":")" + mode + "\"}}")
                        .str());
    directory.write("model.safetensors", safetensors(header, data));
    return Checkpoint::open(directory.path);
  }
  /// Eight rows of three packed trits in `p.weight`, with a BF16 scale.
  Checkpoint openPacked(StringRef linear, StringRef bytes, uint16_t scale) {
    return cantFail(open(linear, "offline", R"({
      "p.weight":{"dtype":"U8","shape":[2,3],"data_offsets":[0,6]},
      "p.weight_scale":{"dtype":"BF16","shape":[1],"data_offsets":[6,8]}})",
                         bytes.str() + words({scale})));
  }
  /// A master `[2, 4]` in `m.weight`, of BF16 values.
  Checkpoint openMaster(ArrayRef<uint16_t> values) {
    return cantFail(open("autobitlinear", "online", R"({
      "m.weight":{"dtype":"BF16","shape":[2,4],"data_offsets":[0,16]}})",
                         words(values)));
  }

  TempDirectory directory;
};

constexpr uint16_t bf16Half = 0x3f00, bf16Two = 0x4000, bf16NaN = 0x7fc0,
                   bf16Infinity = 0x7f80;
} // namespace

TEST_F(Weights, DecodesPackedTritsByStridedRows) {
  // Byte [p, k] holds rows p, 2 + p, 4 + p, 6 + p, lowest bits first.
  Checkpoint checkpoint = openPacked(
      "autobitlinear", StringRef("\x24\x00\xaa\x19\x55\x06", 6), bf16Two);
  int8_t trits[24];
  ASSERT_TRUE(succeeds(checkpoint.readTrits("p.weight", 0, 8, trits)));
  const int8_t expected[24] = {
      -1, -1, 1,  // 0: 0x24 & 3 = 0, 0x00 -> 0, 0xaa -> 2
      0,  0,  1,  // 1: 0x19 -> 1, 0x55 -> 1, 0x06 -> 2
      0,  -1, 1,  // 2: 0x24 >> 2 -> 1
      1,  0,  0,  // 3: 0x19 >> 2 -> 2, 0x06 >> 2 -> 1
      1,  -1, 1,  // 4: 0x24 >> 4 -> 2
      0,  0,  -1, // 5: 0x19 >> 4 -> 1
      -1, -1, 1,  // 6
      -1, 0,  -1, // 7
  };
  EXPECT_EQ(ArrayRef(trits), ArrayRef(expected));

  int8_t some[6];
  ASSERT_TRUE(succeeds(checkpoint.readTrits("p.weight", 3, 2, some)));
  EXPECT_EQ(ArrayRef(some), ArrayRef(expected).slice(9, 6));
}

TEST_F(Weights, RefusesCode3) {
  // Bits 5:4 of byte [1, 2] are row 2*2 + 1.
  Checkpoint checkpoint =
      openPacked("autobitlinear", StringRef("\0\0\0\0\0\x30", 6), bf16Two);
  int8_t trits[24];
  EXPECT_TRUE(hasError(checkpoint.readTrits("p.weight", 0, 8, trits),
                       "model.safetensors: tensor 'p.weight': row 5, column 2: "
                       "expected a code of 0, 1 or 2, got 3"));
  EXPECT_TRUE(succeeds(
      checkpoint.readTrits("p.weight", 0, 5, MutableArrayRef(trits, 15))));
}

TEST_F(Weights, RefusesRowsOutOfRange) {
  Checkpoint checkpoint = openPacked("autobitlinear", "abcdef", bf16Two);
  int8_t trits[6];
  EXPECT_TRUE(hasError(checkpoint.readTrits("p.weight", 7, 2, trits),
                       "expected rows within [0, 8), got [7, 9)"));
}

TEST_F(Weights, ScalesAreThoseOfTheReference) {
  StringRef bytes = "abcdef";
  EXPECT_EQ(
      cantFail(openPacked("autobitlinear", bytes, bf16Two).scales("p.weight")),
      std::vector<float>{2.0F});
  EXPECT_EQ(
      cantFail(openPacked("bitlinear", bytes, bf16Two).scales("p.weight")),
      std::vector<float>{2.0F});
}

TEST_F(Weights, RefusesBadScales) {
  for (StringRef linear : {"bitlinear", "autobitlinear"})
    for (uint16_t bad : {bf16NaN, bf16Infinity, uint16_t(0), uint16_t(0x8000),
                         uint16_t(0xc000)}) {
      Checkpoint checkpoint = openPacked(linear, "abcdef", bad);
      EXPECT_TRUE(hasError(checkpoint.scales("p.weight"),
                           "tensor 'p.weight_scale': expected a finite "
                           "positive scale, got "))
          << bad;
      EXPECT_TRUE(hasError(checkpoint.expectTrits("p.weight", 8, 3),
                           "'p.weight_scale'"));
    }
}

TEST_F(Weights, RefusesMissingScale) {
  Checkpoint checkpoint = cantFail(
      open("autobitlinear", "offline",
           R"({"p.weight":{"dtype":"U8","shape":[1,2],"data_offsets":[0,2]}})",
           "ab"));
  EXPECT_TRUE(hasError(checkpoint.scales("p.weight"),
                       "tensor 'p.weight_scale': missing"));
}

TEST_F(Weights, RefusesScaleOfSeveralNumbers) {
  Checkpoint checkpoint = cantFail(open(
      "autobitlinear", "offline",
      R"({"p.weight_scale":{"dtype":"BF16","shape":[2],"data_offsets":[0,4]}})",
      "abcd"));
  EXPECT_TRUE(hasError(checkpoint.scales("p.weight"),
                       "expected one scale, got shape [2]"));
}

TEST_F(Weights, QuantizesMastersByAbsmean) {
  // Magnitudes 2, .5, .5, 1, 1, 1, 1, 1: mean 1, so the factor is 1, and 0.5
  // rounds to the even 0.
  Checkpoint checkpoint = openMaster(
      {0x4000, 0x3f00, 0xbf00, 0x3f80, 0xbf80, 0x3f80, 0x3f80, 0xbf80});
  EXPECT_EQ(cantFail(checkpoint.scales("m.weight")), std::vector<float>{1.0F});
  int8_t trits[8];
  ASSERT_TRUE(succeeds(checkpoint.readTrits("m.weight", 0, 2, trits)));
  EXPECT_EQ(ArrayRef(trits), ArrayRef<int8_t>({1, 0, 0, 1, -1, 1, 1, -1}));
  int8_t row[4];
  ASSERT_TRUE(succeeds(checkpoint.readTrits("m.weight", 1, 1, row)));
  EXPECT_EQ(ArrayRef(row), ArrayRef(trits).drop_front(4));
}

TEST_F(Weights, RoundsMastersAboveAHalfAway) {
  // Magnitudes 4, 0 and six of 0.75: mean 1.0625, factor 16/17 in float32;
  // 0.75 * 16/17 = 0.706 rounds to 1.
  Checkpoint checkpoint = openMaster(
      {0xc080, 0x0000, 0x3f40, 0xbf40, 0x3f40, 0xbf40, 0x3f40, 0xbf40});
  EXPECT_EQ(cantFail(checkpoint.scales("m.weight")),
            std::vector<float>{1.0F / (1.0F / 1.0625F)});
  int8_t trits[8];
  ASSERT_TRUE(succeeds(checkpoint.readTrits("m.weight", 0, 2, trits)));
  EXPECT_EQ(ArrayRef(trits), ArrayRef<int8_t>({-1, 0, 1, -1, 1, -1, 1, -1}));
}

TEST_F(Weights, AbsmeanHasAFloor) {
  Checkpoint checkpoint = openMaster({0, 0, 0, 0, 0, 0, 0, 0});
  EXPECT_EQ(cantFail(checkpoint.scales("m.weight")),
            std::vector<float>{1.0F / (1.0F / 1e-5F)});
  int8_t trits[8];
  ASSERT_TRUE(succeeds(checkpoint.readTrits("m.weight", 0, 2, trits)));
  EXPECT_TRUE(llvm::all_of(trits, [](int8_t w) { return w == 0; }));
}

TEST_F(Weights, RefusesMastersThatAreNotFinite) {
  for (uint16_t bad : {bf16NaN, bf16Infinity}) {
    Checkpoint checkpoint = openMaster({bad, 0, 0, 0, 0, 0, 0, bf16Half});
    int8_t trits[8];
    EXPECT_TRUE(hasError(checkpoint.scales("m.weight"), "tensor 'm.weight': "
                                                        "expected finite"));
    EXPECT_TRUE(hasError(checkpoint.readTrits("m.weight", 0, 2, trits),
                         "tensor 'm.weight': expected finite"));
  }
}

TEST_F(Weights, ExpectsTritsOfAShape) {
  Checkpoint checkpoint = openPacked("autobitlinear", "abcdef", bf16Two);
  EXPECT_EQ(cantFail(checkpoint.tritShape("p.weight")),
            (std::vector<int64_t>{8, 3}));
  EXPECT_TRUE(succeeds(checkpoint.expectTrits("p.weight", 8, 3)));
  EXPECT_TRUE(hasError(checkpoint.expectTrits("p.weight", 3, 8),
                       "tensor 'p.weight': expected trits [3, 8], got [8, 3]"));
  EXPECT_TRUE(hasError(checkpoint.expectTrits("q.weight", 8, 3),
                       "tensor 'q.weight': missing"));
  EXPECT_TRUE(
      hasError(checkpoint.expectTrits("p.weight_scale", 8, 3),
               "'p.weight_scale': expected packed trits, U8, got BF16"));
}

TEST_F(Weights, RefusesPackedTritsWhereMastersBelong) {
  Checkpoint checkpoint = cantFail(
      open("autobitlinear", "online",
           R"({"p.weight":{"dtype":"U8","shape":[1,2],"data_offsets":[0,2]},
          "v.weight":{"dtype":"BF16","shape":[1],"data_offsets":[2,4]}})",
           "abcd"));
  EXPECT_TRUE(hasError(checkpoint.expectTrits("p.weight", 4, 2),
                       "'p.weight': expected F32, F16 or BF16, got U8"));
  EXPECT_TRUE(hasError(checkpoint.tritShape("v.weight"),
                       "'v.weight': expected a matrix, got shape [1]"));
}

TEST_F(Weights, DenseTensors) {
  Checkpoint checkpoint = openPacked("autobitlinear", "abcdef", bf16Two);
  EXPECT_EQ(cantFail(checkpoint.denseType("p.weight_scale")), DType::BF16);
  uint8_t bytes[2];
  EXPECT_TRUE(succeeds(checkpoint.readDense("p.weight_scale", 0, 1, bytes)));
  EXPECT_EQ(ArrayRef(bytes), ArrayRef<uint8_t>({0x00, 0x40}));
  EXPECT_TRUE(hasError(checkpoint.readDense("p.weight_scale", 1, 1, bytes),
                       "expected rows within [0, 1), got [1, 2)"));
  EXPECT_EQ(cantFail(checkpoint.readFloats("p.weight_scale")),
            std::vector<float>{2});
  EXPECT_TRUE(succeeds(checkpoint.expectDense("p.weight_scale", {1})));
  EXPECT_TRUE(hasError(checkpoint.expectDense("p.weight_scale", {2, 3}),
                       "expected shape [2, 3], got [1]"));
  EXPECT_TRUE(hasError(checkpoint.expectDense("p.weight", {2, 3}),
                       "expected F32, F16 or BF16, got U8"));
  EXPECT_TRUE(hasError(checkpoint.denseType("p.weight"),
                       "expected F32, F16 or BF16, got U8"));
  EXPECT_TRUE(hasError(checkpoint.readFloats("x"), "tensor 'x': missing"));
}

TEST_F(Weights, ConfigOnlyExpectsWhateverIsAsked) {
  cantFail(open("autobitlinear", "offline", "{}", ""));
  ASSERT_FALSE(sys::fs::remove(directory.file("model.safetensors")));
  Checkpoint checkpoint =
      cantFail(Checkpoint::open(directory.path, {.configOnly = true}));
  EXPECT_EQ(checkpoint.config().hidden, 4);
  EXPECT_TRUE(succeeds(checkpoint.expectTrits("p.weight", 8, 3)));
  EXPECT_TRUE(succeeds(checkpoint.expectDense("n.weight", {3})));
  EXPECT_EQ(cantFail(checkpoint.denseType("n.weight")), DType::BF16);
  EXPECT_FALSE(checkpoint.has("p.weight"));
  int8_t trits[24];
  StringRef refused = "only the config was read";
  EXPECT_TRUE(hasError(checkpoint.readTrits("p.weight", 0, 8, trits), refused));
  EXPECT_TRUE(hasError(checkpoint.scales("p.weight"), refused));
  uint8_t bytes[6];
  EXPECT_TRUE(hasError(checkpoint.readDense("n.weight", 0, 3, bytes), refused));
  EXPECT_TRUE(hasError(checkpoint.readFloats("n.weight"), refused));
}

/// Bytes of the process that are in memory.
static int64_t residentBytes() {
  std::ifstream statm("/proc/self/statm");
  int64_t size = 0, resident = 0;
  statm >> size >> resident;
  return resident * ::sysconf(_SC_PAGESIZE);
}

TEST_F(Weights, BytesThatAreDoneLeaveMemory) {
  constexpr int64_t bytes = 32 << 20, rowBytes = 1024, rows = bytes / rowBytes;
  Checkpoint checkpoint = cantFail(
      open("autobitlinear", "offline",
           ("{\"n.weight\":{\"dtype\":\"BF16\",\"shape\":[" + Twine(rows) +
            ",512],\"data_offsets\":[0," + Twine(bytes) + "]}}")
               .str(),
           std::string(bytes, '\x55')));
  auto isWhole = [&] {
    std::vector<uint8_t> row(rowBytes);
    for (int64_t r = 0; r < rows; ++r) {
      cantFail(checkpoint.readDense("n.weight", r, 1, row));
      if (!all_of(row, [](uint8_t byte) { return byte == 0x55; }))
        return false;
    }
    return true;
  };
  checkpoint.advise("n.weight", Access::Soon);
  ASSERT_TRUE(isWhole());
  int64_t before = residentBytes();
  checkpoint.advise("n.weight", Access::Done, 0, rows / 2);
  EXPECT_LT(residentBytes(), before - bytes / 2 + (4 << 20));
  checkpoint.advise("n.weight", Access::Done, rows / 2);
  EXPECT_LT(residentBytes(), before - bytes + (4 << 20));
  // They come back when they are read.
  EXPECT_TRUE(isWhole());
}

TEST_F(Weights, AdviceOnWhatIsSmallOrMissingChangesNothing) {
  Checkpoint checkpoint = openPacked(
      "autobitlinear", StringRef("\x24\x00\xaa\x19\x55\x06", 6), bf16Two);
  checkpoint.advise("p.weight", Access::Done);
  checkpoint.advise("p.weight", Access::Done, 2, 9);
  checkpoint.advise("missing", Access::Done);
  int8_t trits[6];
  ASSERT_TRUE(succeeds(checkpoint.readTrits("p.weight", 0, 2, trits)));
  EXPECT_EQ(ArrayRef(trits), ArrayRef<int8_t>({-1, -1, 1, 0, 0, 1}));
}

TEST_F(Weights, RefusesWhatIsNoCheckpoint) {
  EXPECT_TRUE(hasError(Checkpoint::open(directory.file("none")),
                       "none: cannot open: No such file"));
  EXPECT_TRUE(hasError(Checkpoint::open(directory.path), "config.json: "));
  EXPECT_TRUE(
      hasError(Checkpoint::open(directory.write("file", "")),
               "file: expected a checkpoint's directory, or a GGUF file"));
}

TEST_F(Weights, RefusesUnreadableDirectories) {
  cantFail(open("bitlinear", "offline", "{}", ""));
  ASSERT_FALSE(sys::fs::setPermissions(directory.path, sys::fs::no_perms));
  // Root reads everything: be somebody else meanwhile.
  uid_t user = ::geteuid();
  constexpr uid_t nobody = 65534;
  ASSERT_TRUE(user != 0 || ::seteuid(nobody) == 0);
  Error error = Checkpoint::open(directory.path).takeError();
  ASSERT_EQ(::seteuid(user), 0);
  EXPECT_TRUE(hasError(std::move(error), "cannot open: Permission denied"));
  ASSERT_FALSE(sys::fs::setPermissions(directory.path, sys::fs::owner_all));
}
