//===- StagingDirectory.cpp - a directory that is not in its place yet ----===//
#include "tern/Bundle/StagingDirectory.h"

#include "tern/Checkpoint/Diagnostic.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Signals.h"

#include <atomic>
#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

using namespace llvm;
using namespace tern;

static constexpr StringLiteral stagingMark = ".tmp-";
static constexpr size_t randomDigits = 8;

/// The directory that a signal removes: its files are registered with LLVM,
/// which removes them first.
static std::atomic<const char *> interruptible = nullptr;

static void onInterrupt() {
  if (const char *path = interruptible)
    ::rmdir(path);
  ::_exit(130);
}

static std::error_code lastError() {
  return std::error_code(errno, std::generic_category());
}

static std::string joined(StringRef directory, StringRef name) {
  SmallString<128> path(directory);
  sys::path::append(path, name);
  return path.str().str();
}

/// Opens and locks a directory; -1 if another process holds it. The lock goes
/// with the process, whatever ends it.
static int lockDirectory(const std::string &path) {
  int directory = ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (directory < 0)
    return -1;
  if (::flock(directory, LOCK_EX | LOCK_NB) == 0)
    return directory;
  ::close(directory);
  return -1;
}

/// Removes a staging directory. What cannot be removed now is left to the next
/// writer.
static void tryRemove(StringRef path) {
  [[maybe_unused]] std::error_code left = sys::fs::remove_directories(path);
}

/// Removes staging directories of this destination that nobody holds.
static void removeStale(StringRef destination) {
  std::string prefix = (sys::path::filename(destination) + stagingMark).str();
  SmallString<128> parent = sys::path::parent_path(destination);
  if (parent.empty())
    parent = ".";
  std::error_code code;
  SmallVector<std::string> stale;
  for (sys::fs::directory_iterator it(parent, code), end; it != end && !code;
       it.increment(code)) {
    StringRef name = sys::path::filename(it->path());
    if (name.consume_front(prefix) && name.size() == randomDigits &&
        all_of(name, isHexDigit))
      stale.push_back(it->path());
  }
  for (const std::string &path : stale)
    if (int lock = lockDirectory(path); lock >= 0) {
      tryRemove(path);
      ::close(lock);
    }
}

/// An error unless a directory may be put at a path.
static Error checkDestination(StringRef path,
                              StagingDirectory::Replaceable replaceable) {
  sys::fs::file_status status;
  if (sys::fs::status(path, status) == std::errc::no_such_file_or_directory)
    return Error::success();
  bool none = replaceable.file.empty();
  if (!sys::fs::is_directory(status))
    return failure(path, "exists and is not a " +
                             (none ? "directory" : replaceable.what));
  if (!none && sys::fs::exists(joined(path, replaceable.file)))
    return Error::success();
  std::error_code code;
  sys::fs::directory_iterator first(path, code);
  if (code)
    return failure(path, "cannot read: " + code.message());
  if (first == sys::fs::directory_iterator())
    return Error::success();
  if (none)
    return failure(path, "expected a new or an empty directory, got one with "
                         "files");
  return failure(path, "expected a " + replaceable.what +
                           " to replace, got a directory without " +
                           replaceable.file);
}

Expected<std::unique_ptr<StagingDirectory>>
StagingDirectory::create(StringRef given, Replaceable replaceable) {
  StringRef trimmed = given.rtrim('/');
  if (trimmed.empty())
    return failure(given, "expected the path of a directory to write");
  SmallString<128> destination(trimmed);
  // Through a link, replace what it points to.
  if (sys::fs::is_symlink_file(trimmed) && sys::fs::exists(trimmed))
    if (std::error_code code = sys::fs::real_path(trimmed, destination))
      return failure(trimmed, "cannot open: " + code.message());
  if (Error error = checkDestination(destination, replaceable))
    return error;
  removeStale(destination);
  std::unique_ptr<StagingDirectory> staging(
      new StagingDirectory(destination.str().str(), replaceable));
  if (Error error = staging->makeDirectory())
    return error;
  return staging;
}

Error StagingDirectory::fail(const Twine &what, std::error_code code) const {
  return failure(destination, what + ": " + code.message());
}

Error StagingDirectory::makeDirectory() {
  SmallString<16> random;
  sys::fs::createUniquePath(std::string(randomDigits, '%'), random,
                            /*MakeAbsolute=*/false);
  std::string made = (destination + stagingMark + random).str();
  if (std::error_code code = sys::fs::create_directory(
          made, /*IgnoreExisting=*/false, sys::fs::all_all))
    return fail("cannot create a directory beside it", code);
  path = std::move(made);
  lock = lockDirectory(path);
  interruptible = path.c_str();
  sys::SetInterruptFunction(onInterrupt);
  return Error::success();
}

StagingDirectory::~StagingDirectory() {
  if (path.empty())
    return;
  tryRemove(path);
  for (const std::string &file : files)
    sys::DontRemoveFileOnSignal(file);
  sys::SetInterruptFunction(nullptr);
  interruptible = nullptr;
  if (lock >= 0)
    ::close(lock);
}

std::string StagingDirectory::newFile(StringRef name) {
  files.push_back(joined(path, name));
  sys::RemoveFileOnSignal(files.back());
  return files.back();
}

std::string StagingDirectory::shown(StringRef name) const {
  return joined(destination, name);
}

Error StagingDirectory::publish() {
  if (Error error = checkDestination(destination, replaceable))
    return error;
  // Replaces an empty directory too.
  if (::rename(path.c_str(), destination.c_str()) == 0)
    return Error::success();
  if (errno != ENOTEMPTY && errno != EEXIST)
    return fail("cannot put the directory in place", lastError());
  // The old directory changes places with the new one, and goes with this
  // object.
  if (::renameat2(AT_FDCWD, path.c_str(), AT_FDCWD, destination.c_str(),
                  RENAME_EXCHANGE) == 0)
    return Error::success();
  if (errno != EINVAL && errno != ENOSYS)
    return fail("cannot replace the directory", lastError());
  // A file system without exchange: a moment without any directory.
  std::string aside = path + ".old";
  if (::rename(destination.c_str(), aside.c_str()) != 0)
    return fail("cannot replace the directory", lastError());
  if (::rename(path.c_str(), destination.c_str()) != 0) {
    std::error_code code = lastError();
    ::rename(aside.c_str(), destination.c_str());
    return fail("cannot put the directory in place", code);
  }
  path = aside;
  return Error::success();
}
