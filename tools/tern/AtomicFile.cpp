//===- AtomicFile.cpp - a file that is there whole or not at all ----------===//
#include "AtomicFile.h"

#include "Failure.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

/// Renaming would put a file in the place of a device or a pipe.
static std::string requireReplaceable(std::string path) {
  struct stat status;
  if (::stat(path.c_str(), &status) == 0 && !S_ISREG(status.st_mode))
    throw Failure(path + ": exists and is not a regular file");
  return path;
}

AtomicFile::AtomicFile(std::string name)
    : path(requireReplaceable(std::move(name))),
      temporary(path + ".tmp" + std::to_string(::getpid())),
      descriptor(::open(temporary.c_str(),
                        O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666)) {
  if (descriptor < 0)
    fail("cannot create");
}

AtomicFile::~AtomicFile() {
  if (descriptor < 0)
    return;
  ::close(descriptor);
  ::unlink(temporary.c_str());
}

void AtomicFile::fail(const char *what) const {
  throw Failure(path + ": " + what + ": " + std::strerror(errno));
}

void AtomicFile::write(const void *data, size_t bytes) {
  const char *next = static_cast<const char *>(data);
  while (bytes > 0) {
    ssize_t written = ::write(descriptor, next, bytes);
    if (written < 0 && errno == EINTR)
      continue;
    if (written < 0)
      fail("cannot write");
    next += written;
    bytes -= static_cast<size_t>(written);
  }
}

void AtomicFile::commit() {
  // Some file systems report a full disk only now.
  if (::fsync(descriptor) != 0 && errno != EINVAL)
    fail("cannot write");
  if (::rename(temporary.c_str(), path.c_str()) != 0)
    fail("cannot rename into place");
  ::close(descriptor);
  descriptor = -1;
}
