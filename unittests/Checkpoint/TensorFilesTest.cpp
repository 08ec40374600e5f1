//===- TensorFilesTest.cpp - checkpoints in several files -----------------===//
#include "TestSupport.h"

#include "lib/Checkpoint/TensorFiles.h"

using namespace llvm;
using namespace tern;
using namespace tern::test;

namespace {
struct Shards : testing::Test {
  static std::string file(StringRef tensor) {
    return safetensors(
        ("{\"" + tensor +
         "\":{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":[0,2]}}")
            .str(),
        "ab");
  }
  Expected<TensorFiles> open(StringRef map) {
    directory.write("model.safetensors.index.json", map);
    return TensorFiles::open(directory.path);
  }

  TempDirectory directory;
};
} // namespace

TEST_F(Shards, FindTensorsOfAllFiles) {
  directory.write("a.safetensors", file("x"));
  directory.write("b.safetensors", file("y"));
  Expected<TensorFiles> files =
      open(R"({"weight_map":{"x":"a.safetensors","y":"b.safetensors"}})");
  ASSERT_TRUE(succeeds(files.takeError()));
  EXPECT_TRUE(files->has("x"));
  Expected<FoundTensor> y = files->find("y");
  ASSERT_TRUE(succeeds(y.takeError()));
  EXPECT_TRUE(StringRef(y->file->path()).ends_with("b.safetensors"));
  EXPECT_TRUE(hasError(files->find("z"), "index.json", "'z': missing"));
}

TEST_F(Shards, ASingleFileWins) {
  directory.write("model.safetensors", file("x"));
  Expected<TensorFiles> files = open("{}");
  ASSERT_TRUE(succeeds(files.takeError()));
  EXPECT_TRUE(files->has("x"));
}

TEST_F(Shards, RefuseAnIndexThatIsWrong) {
  directory.write("a.safetensors", file("x"));
  EXPECT_TRUE(hasError(open("{}"), "index.json: weight_map: expected"));
  EXPECT_TRUE(hasError(open("{\"weight_map\":"), "index.json: JSON: "));
  EXPECT_TRUE(hasError(open(R"({"weight_map":{"x":3}})"),
                       "weight_map: 'x': expected a file's name, got 3"));
  EXPECT_TRUE(hasError(open(R"({"weight_map":{"x":"../a.safetensors"}})"),
                       "expected a file's name"));
  EXPECT_TRUE(hasError(open(R"({"weight_map":{"x":"none.safetensors"}})"),
                       "none.safetensors: cannot open"));
  EXPECT_TRUE(hasError(
      open(R"({"weight_map":{"x":"a.safetensors","y":"a.safetensors"}})"),
      "a.safetensors: tensor 'y': missing, though"));
}

TEST_F(Shards, RefuseATensorInTwoFiles) {
  directory.write("a.safetensors", file("x"));
  directory.write("b.safetensors", file("x"));
  EXPECT_TRUE(hasError(
      open(R"({"weight_map":{"x":"a.safetensors","y":"b.safetensors"}})"),
      "b.safetensors: tensor 'x': is in ", "a.safetensors too"));
}
