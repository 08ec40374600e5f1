//===- Interrupts.cpp - Ctrl-C as a request -------------------------------===//
#include "Interrupts.h"

#include "Failure.h"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

/// The handler writes a byte into a pipe, whose other end `poll` can wait for
/// together with standard input: no signal is missed in between.
static std::array<int, 2> ends = {-1, -1};

static void onInterrupt(int) {
  int saved = errno;
  [[maybe_unused]] ssize_t written = ::write(ends[1], "", 1);
  errno = saved;
}

static void setHandler(void (*handler)(int)) {
  struct sigaction action = {};
  action.sa_handler = handler;
  ::sigaction(SIGINT, &action, nullptr);
}

Interrupts::Interrupts() {
  if (::pipe2(ends.data(), O_CLOEXEC | O_NONBLOCK) != 0)
    throw Failure(std::string("cannot make a pipe: ") + std::strerror(errno));
  setHandler(onInterrupt);
}

Interrupts::~Interrupts() {
  setHandler(SIG_DFL);
  ::close(ends[0]);
  ::close(ends[1]);
}

bool Interrupts::requested() const {
  pollfd entry = {ends[0], POLLIN, 0};
  return ::poll(&entry, 1, 0) == 1;
}

void Interrupts::clear() {
  std::array<char, 64> bytes;
  while (::read(ends[0], bytes.data(), bytes.size()) > 0) {
  }
}

int Interrupts::descriptor() const { return ends[0]; }
