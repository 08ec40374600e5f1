//===- InterruptTest.cpp - signals while a bundle is written --------------===//
#include "unittests/Checkpoint/TestSupport.h"

#include "tern/Bundle/Writer.h"

#include <csignal>
#include <sys/wait.h>
#include <unistd.h>

using namespace llvm;
using namespace tern;
using namespace tern::test;

/// Begins a bundle in a child process, sends the child a signal and returns
/// its status.
static int interrupt(const std::string &path, int signal) {
  pid_t child = ::fork();
  if (child == 0) {
    BundleWriter writer = cantFail(BundleWriter::create(path));
    cantFail(writer.writeCode("code"));
    (void)writer.writeWeights({{"a", DType::U8, {4}, "", ""}},
                              [&](size_t, raw_ostream &os) {
                                os << "half";
                                os.flush();
                                ::raise(signal);
                                return Error::success();
                              });
    ::_exit(0);
  }
  int status = 0;
  EXPECT_EQ(::waitpid(child, &status, 0), child);
  return status;
}

static size_t countEntries(const std::string &path) {
  size_t count = 0;
  std::error_code code;
  for (sys::fs::directory_iterator it(path, code), end; it != end && !code;
       it.increment(code))
    ++count;
  return count;
}

TEST(Interrupt, LeavesNothing) {
  for (int signal : {SIGINT, SIGTERM, SIGHUP}) {
    TempDirectory directory;
    int status = interrupt(directory.file("m.tern"), signal);
    EXPECT_TRUE(WIFEXITED(status));
    EXPECT_EQ(WEXITSTATUS(status), 130);
    EXPECT_EQ(countEntries(directory.path), 0u) << signal;
  }
}

TEST(Interrupt, TheNextWriterCleansUpAfterAKill) {
  TempDirectory directory;
  int status = interrupt(directory.file("m.tern"), SIGKILL);
  EXPECT_TRUE(WIFSIGNALED(status));
  EXPECT_EQ(countEntries(directory.path), 1u);
  cantFail(BundleWriter::create(directory.file("m.tern")));
  EXPECT_EQ(countEntries(directory.path), 0u);
}
