//===- LineReader.cpp - lines of standard input ---------------------------===//
#include "LineReader.h"

#include "Failure.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <poll.h>
#include <unistd.h>

/// Waits for input or an interrupt; false for the latter.
static bool waitForInput(const Interrupts &interrupts) {
  std::array<pollfd, 2> entries = {
      {{STDIN_FILENO, POLLIN, 0}, {interrupts.descriptor(), POLLIN, 0}}};
  while (::poll(entries.data(), entries.size(), -1) < 0)
    if (errno != EINTR)
      throw Failure(std::string("cannot wait for input: ") +
                    std::strerror(errno));
  return entries[1].revents == 0;
}

LineReader::Result LineReader::next(std::string &line) {
  size_t end;
  while ((end = pending.find('\n')) == std::string::npos && !ended) {
    if (!waitForInput(interrupts)) {
      pending.clear();
      return Interrupted;
    }
    std::array<char, 4096> buffer;
    ssize_t got = ::read(STDIN_FILENO, buffer.data(), buffer.size());
    if (got < 0 && errno != EINTR && errno != EAGAIN)
      throw Failure(std::string("cannot read stdin: ") + std::strerror(errno));
    ended = got == 0;
    if (got > 0)
      pending.append(buffer.data(), static_cast<size_t>(got));
  }
  if (end == std::string::npos && pending.empty())
    return End;
  line = pending.substr(0, end);
  pending.erase(0, end == std::string::npos ? end : end + 1);
  if (line.ends_with('\r'))
    line.pop_back();
  return Line;
}
