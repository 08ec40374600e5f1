//===- DamageTest.cpp - bundles that are not whole ------------------------===//
#include "Expect.h"
#include "ToyBundle.h"

using namespace tern::test;
namespace fs = std::filesystem;

TEST(Damage, AWholeBundlePasses) {
  ToyBundle bundle;
  EXPECT_EQ(loadError(bundle), "");
  EXPECT_EQ(loadError(bundle, TERN_LOAD_VERIFY), "");
}

class DamagedFile : public ::testing::TestWithParam<const char *> {};

TEST_P(DamagedFile, MissingIsFound) {
  ToyBundle bundle;
  fs::remove(bundle.file(GetParam()));
  EXPECT_TRUE(contains(loadError(bundle), GetParam()));
}

TEST_P(DamagedFile, TruncatedIsFound) {
  ToyBundle bundle;
  bundle.truncate(GetParam());
  EXPECT_TRUE(contains(loadError(bundle), GetParam()));
}

TEST_P(DamagedFile, EmptyIsFound) {
  ToyBundle bundle;
  writeAll(bundle.file(GetParam()), "");
  EXPECT_TRUE(contains(loadError(bundle), GetParam()));
}

TEST_P(DamagedFile, ADirectoryInItsPlaceIsFound) {
  ToyBundle bundle;
  fs::remove(bundle.file(GetParam()));
  fs::create_directory(bundle.file(GetParam()));
  EXPECT_TRUE(contains(loadError(bundle), GetParam()));
}

INSTANTIATE_TEST_SUITE_P(EachFile, DamagedFile,
                         ::testing::Values("manifest.json", "module.so",
                                           "weights.safetensors",
                                           "tokenizer.json"));

class FlippedFile : public ::testing::TestWithParam<const char *> {};

TEST_P(FlippedFile, IsFoundByVerify) {
  ToyBundle bundle;
  bundle.flip(GetParam());
  std::string error = loadError(bundle, TERN_LOAD_VERIFY);
  EXPECT_TRUE(contains(error, GetParam()));
  EXPECT_TRUE(contains(error, "damaged"));
}

INSTANTIATE_TEST_SUITE_P(EachFile, FlippedFile,
                         ::testing::Values("module.so", "weights.safetensors",
                                           "tokenizer.json"));

TEST(Damage, FlippedCodeIsNeverRun) {
  ToyBundle bundle;
  bundle.flip("module.so");
  EXPECT_TRUE(contains(loadError(bundle), "damaged"));
}

TEST(Damage, CodeThatIsNoLibraryIsRefused) {
  ToyBundle bundle;
  // Damaged before the manifest was written, so that sizes and hashes agree.
  bundle.manifest["code"]["file"] = "tokenizer.json";
  bundle.writeManifest();
  EXPECT_TRUE(contains(loadError(bundle), "tokenizer.json"));
}

TEST(Damage, AMissingEntryPointIsNamed) {
  ToyBundle bundle;
  bundle.manifest["code"]["entries"]["decode"]["symbol"] = "nothing";
  bundle.writeManifest();
  EXPECT_TRUE(contains(loadError(bundle), "'nothing'"));
}

TEST(Damage, AHeaderThatEndsElsewhereIsRefused) {
  ToyBundle bundle;
  bundle.manifest["weights"]["data_offset"] = 64;
  bundle.writeManifest();
  EXPECT_TRUE(contains(loadError(bundle), "weights.safetensors"));
}

TEST(Damage, AFileIsNoBundle) {
  ToyBundle bundle;
  tern_model *model;
  EXPECT_EQ(tern_model_load(bundle.file("manifest.json").c_str(), 0, &model),
            TERN_ERROR_IO);
  EXPECT_TRUE(contains(tern_last_error(), "expected a bundle"));
}

TEST(Damage, AnotherAbiIsRefusedNamingBoth) {
  ToyBundle bundle;
  bundle.manifest["abi"] = 77;
  bundle.writeManifest();
  tern_model *model;
  EXPECT_EQ(tern_model_load(bundle.path().c_str(), 0, &model),
            TERN_ERROR_UNSUPPORTED);
  EXPECT_TRUE(contains(tern_last_error(), "77"));
  EXPECT_TRUE(contains(tern_last_error(),
                       "version " + std::to_string(tern_abi_version()) + ","));
}

TEST(Damage, AnotherArchitectureIsRefused) {
  ToyBundle bundle;
  bundle.manifest["target"]["triple"] = "pdp11-unknown-unix";
  bundle.writeManifest();
  EXPECT_TRUE(contains(loadError(bundle), "pdp11"));
}

TEST(Damage, AnUnknownFeatureIsNamed) {
  ToyBundle bundle;
  bundle.manifest["target"]["features"] = {"warp-drive"};
  bundle.writeManifest();
  EXPECT_TRUE(contains(loadError(bundle), "warp-drive"));
}

TEST(Damage, ATokenizerIsCheckedWithoutItsModel) {
  ToyBundle bundle;
  bundle.truncate("tokenizer.json");
  tern_tokenizer *tokenizer;
  EXPECT_EQ(tern_tokenizer_load(bundle.path().c_str(), &tokenizer),
            TERN_ERROR_FORMAT);
  EXPECT_TRUE(contains(tern_last_error(), "tokenizer.json"));
}

static std::string errorOfFileNamed(const std::string &name) {
  ToyBundle bundle;
  bundle.manifest["code"]["file"] = name;
  bundle.writeManifest();
  return loadError(bundle);
}

TEST(Damage, NamesInErrorsControlNoTerminal) {
  EXPECT_TRUE(contains(errorOfFileNamed("a\n\x1b[2J\x7f"), "'a  [2J ' is not"));
}

TEST(Damage, LongNamesInErrorsAreCut) {
  std::string error = errorOfFileNamed(std::string(5000, 'x'));
  EXPECT_TRUE(contains(error, "code.file"));
  EXPECT_LT(error.size(), 2100u);
}
