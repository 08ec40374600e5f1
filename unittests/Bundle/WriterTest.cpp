//===- WriterTest.cpp -----------------------------------------------------===//
#include "unittests/Checkpoint/TestSupport.h"

#include "tern/Bundle/Writer.h"
#include "tern/Checkpoint/Safetensors.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/Path.h"

#include <csignal>
#include <sys/resource.h>
#include <sys/stat.h>

using namespace llvm;
using namespace tern;
using namespace tern::test;

namespace {
/// A limit of a megabyte a file stands for a full disk: `write` fails in the
/// same places.
class SmallDisk {
public:
  SmallDisk() {
    ::signal(SIGXFSZ, SIG_IGN);
    EXPECT_EQ(::getrlimit(RLIMIT_FSIZE, &old), 0);
    rlimit small = {1 << 20, old.rlim_max};
    EXPECT_EQ(::setrlimit(RLIMIT_FSIZE, &small), 0);
  }
  ~SmallDisk() {
    EXPECT_EQ(::setrlimit(RLIMIT_FSIZE, &old), 0);
    ::signal(SIGXFSZ, SIG_DFL);
  }
  SmallDisk(const SmallDisk &) = delete;
  SmallDisk &operator=(const SmallDisk &) = delete;

private:
  rlimit old{};
};

class Writer : public testing::Test {
protected:
  Expected<BundleWriter> create() {
    return BundleWriter::create(directory.file("m.tern"));
  }
  /// Writes a whole bundle whose code is `code`.
  Error writeBundle(StringRef code) {
    Expected<BundleWriter> writer = create();
    if (!writer)
      return writer.takeError();
    if (Error error = writer->writeCode(code))
      return error;
    if (Error error = writer->writeWeights(tensors, fill))
      return error;
    return writer->commit({});
  }
  /// Names in the directory, sorted.
  std::string listing() const {
    std::vector<std::string> names;
    std::error_code code;
    for (sys::fs::directory_iterator it(directory.path, code), end;
         it != end && !code; it.increment(code))
      names.push_back(sys::path::filename(it->path()).str());
    llvm::sort(names);
    return llvm::join(names, " ");
  }
  static Error fill(size_t index, raw_ostream &os) {
    os << (index == 0 ? "0123456789" : "abcd");
    return Error::success();
  }

  TempDirectory directory;
  const std::vector<BundleTensor> tensors = {
      {"w", DType::U8, {1, 1, 10}, "5x7x!tern.trit", "i2<rows = 4>"},
      {"norm", DType::F32, {1}, "1xf32", ""}};
};
} // namespace

TEST_F(Writer, WritesABundle) {
  BundleWriter writer = cantFail(create());
  ASSERT_TRUE(succeeds(writer.writeCode("code")));
  ASSERT_TRUE(succeeds(writer.writeWeights(tensors, fill)));
  ASSERT_TRUE(succeeds(writer.writeTokenizer("{}")));
  EXPECT_FALSE(sys::fs::exists(directory.file("m.tern")));
  ASSERT_TRUE(succeeds(writer.commit({})));

  EXPECT_EQ(listing(), "m.tern");
  EXPECT_EQ(readFile(directory.file("m.tern/module.so")), "code");
  EXPECT_EQ(readFile(directory.file("m.tern/tokenizer.json")), "{}");
  json::Value manifest =
      cantFail(json::parse(readFile(directory.file("m.tern/manifest.json"))));
  json::Object &files = *manifest.getAsObject()->getObject("files");
  EXPECT_EQ(files.size(), 3u);
  EXPECT_EQ(files.getObject("module.so")->getInteger("bytes"), 4);
  EXPECT_EQ(files.getObject("tokenizer.json")->getString("xxh3_128")->size(),
            32u);
}

TEST_F(Writer, WritesAChatTemplate) {
  BundleWriter writer = cantFail(create());
  ASSERT_TRUE(succeeds(writer.writeChatTemplate("{{ messages }}\n")));
  ASSERT_TRUE(succeeds(writer.commit({})));
  EXPECT_EQ(readFile(directory.file("m.tern/chat_template.jinja")),
            "{{ messages }}\n");
  json::Value manifest =
      cantFail(json::parse(readFile(directory.file("m.tern/manifest.json"))));
  json::Object &files = *manifest.getAsObject()->getObject("files");
  EXPECT_EQ(files.getObject("chat_template.jinja")->getInteger("bytes"), 15);
}

TEST_F(Writer, ManifestSaysWhereTensorsLie) {
  ASSERT_TRUE(succeeds(writeBundle("code")));
  json::Value manifest =
      cantFail(json::parse(readFile(directory.file("m.tern/manifest.json"))));
  json::Object &weights = *manifest.getAsObject()->getObject("weights");
  json::Object &norm = *weights.getObject("tensors")->getObject("norm");
  EXPECT_EQ(norm.getInteger("offset"), 64);
  EXPECT_EQ(norm.getInteger("bytes"), 4);
  EXPECT_FALSE(norm.get("layout"));
  std::string bytes = readFile(directory.file("m.tern/weights.safetensors"));
  int64_t begin = *weights.getInteger("data_offset");
  EXPECT_EQ(begin % 64, 0);
  EXPECT_EQ(StringRef(bytes).substr(begin, 10), "0123456789");
  EXPECT_EQ(StringRef(bytes).substr(begin + 64), "abcd");
  // It is a safetensors file like any other.
  EXPECT_TRUE(succeeds(
      SafetensorsFile::open(directory.file("m.tern/weights.safetensors"))
          .takeError()));
}

TEST_F(Writer, HonoursTheUmask) {
  mode_t old = ::umask(022);
  Error error = writeBundle("code");
  ::umask(old);
  ASSERT_TRUE(succeeds(std::move(error)));
  struct stat status;
  ASSERT_EQ(::stat(directory.file("m.tern").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0755u);
}

TEST_F(Writer, AbandonedLeavesNothing) {
  {
    BundleWriter writer = cantFail(create());
    ASSERT_TRUE(succeeds(writer.writeCode("code")));
  }
  EXPECT_EQ(listing(), "");
}

TEST_F(Writer, ReplacesABundle) {
  ASSERT_TRUE(succeeds(writeBundle("old")));
  ASSERT_TRUE(succeeds(writeBundle("new")));
  EXPECT_EQ(listing(), "m.tern");
  EXPECT_EQ(readFile(directory.file("m.tern/module.so")), "new");
}

TEST_F(Writer, FailureKeepsTheOldBundle) {
  ASSERT_TRUE(succeeds(writeBundle("old")));
  {
    BundleWriter writer = cantFail(create());
    ASSERT_TRUE(succeeds(writer.writeCode("new")));
    EXPECT_TRUE(hasError(
        writer.writeWeights(
            tensors, [](size_t, raw_ostream &) { return Error::success(); }),
        "m.tern/weights.safetensors: tensor 'w': expected 10 bytes"));
  }
  EXPECT_EQ(listing(), "m.tern");
  EXPECT_EQ(readFile(directory.file("m.tern/module.so")), "old");
}

TEST_F(Writer, ReplacesAnEmptyDirectory) {
  ASSERT_FALSE(sys::fs::create_directory(directory.file("m.tern")));
  ASSERT_TRUE(succeeds(writeBundle("code")));
  EXPECT_EQ(readFile(directory.file("m.tern/module.so")), "code");
}

TEST_F(Writer, ReplacesWhatALinkPointsTo) {
  ASSERT_TRUE(succeeds(writeBundle("old")));
  std::string link = directory.file("link");
  ASSERT_FALSE(sys::fs::create_link("m.tern", link));
  BundleWriter writer = cantFail(BundleWriter::create(link + "/"));
  ASSERT_TRUE(succeeds(writer.writeCode("new")));
  ASSERT_TRUE(succeeds(writer.commit({})));
  EXPECT_TRUE(sys::fs::is_symlink_file(link));
  EXPECT_EQ(readFile(directory.file("m.tern/module.so")), "new");
}

TEST_F(Writer, RefusesADirectoryThatIsNoBundle) {
  ASSERT_FALSE(sys::fs::create_directory(directory.file("m.tern")));
  directory.write("m.tern/precious", "mine");
  EXPECT_TRUE(hasError(writeBundle("code"),
                       "m.tern: expected a bundle to replace, got a directory "
                       "without manifest.json"));
  EXPECT_EQ(readFile(directory.file("m.tern/precious")), "mine");
}

TEST_F(Writer, RefusesAFileInItsPlace) {
  directory.write("m.tern", "mine");
  EXPECT_TRUE(
      hasError(writeBundle("code"), "m.tern: exists and is not a bundle"));
  EXPECT_EQ(readFile(directory.file("m.tern")), "mine");
}

TEST_F(Writer, RefusesAMissingParent) {
  EXPECT_TRUE(hasError(BundleWriter::create(directory.file("no/m.tern")),
                       "no/m.tern: cannot create a directory beside it: No "
                       "such file or directory"));
  EXPECT_TRUE(hasError(BundleWriter::create("/"), "expected the path"));
  EXPECT_TRUE(hasError(BundleWriter::create(""), "expected the path"));
}

TEST_F(Writer, RemovesWhatKilledProcessesLeft) {
  ASSERT_FALSE(
      sys::fs::create_directory(directory.file("m.tern.tmp-0123abcd")));
  directory.write("m.tern.tmp-0123abcd/module.so", "half");
  // Not ours by its name.
  ASSERT_FALSE(sys::fs::create_directory(directory.file("m.tern.tmp-mine")));
  ASSERT_TRUE(succeeds(writeBundle("code")));
  EXPECT_EQ(listing(), "m.tern m.tern.tmp-mine");
}

TEST_F(Writer, LeavesOtherWritersAlone) {
  BundleWriter other = cantFail(create());
  ASSERT_TRUE(succeeds(other.writeCode("other")));
  ASSERT_TRUE(succeeds(writeBundle("code")));
  ASSERT_TRUE(succeeds(other.commit({})));
  EXPECT_EQ(readFile(directory.file("m.tern/module.so")), "other");
}

TEST_F(Writer, RefusesAnOutputThatDoesNotFit) {
  std::string code(2 << 20, 'x');
  {
    SmallDisk limit;
    EXPECT_TRUE(hasError(writeBundle(code),
                         "m.tern/module.so: cannot write: File too large"));
  }
  EXPECT_EQ(listing(), "");
}

TEST_F(Writer, RefusesWeightsThatDoNotFit) {
  // More than is on the way to the disk at a time.
  const std::vector<BundleTensor> many(
      {{"a", DType::U8, {16 << 20}, "", ""}, {"b", DType::U8, {1}, "", ""}});
  size_t calls = 0;
  {
    SmallDisk limit;
    BundleWriter writer = cantFail(create());
    EXPECT_TRUE(
        hasError(writer.writeWeights(many,
                                     [&](size_t, raw_ostream &os) {
                                       ++calls;
                                       os << std::string(16 << 20, 'x');
                                       return Error::success();
                                     }),
                 "m.tern/weights.safetensors: cannot write: File too large"));
  }
  // What does not fit is noticed before the next tensor.
  EXPECT_EQ(calls, 1u);
  EXPECT_EQ(listing(), "");
}
