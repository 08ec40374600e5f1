//===- Peer.cpp - another program beside Tern -----------------------------===//
#include "bench/Peer.h"

#include "Failure.h"
#include "Input.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace tern::bench;

/// What the shell said last, for an error of one line.
static std::string lastLine(const std::string &output) {
  size_t end = output.find_last_not_of(" \r\n");
  if (end == std::string::npos)
    return "";
  size_t begin = output.find_last_of("\r\n", end);
  begin = begin == std::string::npos ? 0 : begin + 1;
  constexpr size_t longest = 200;
  std::string line = output.substr(begin, end + 1 - begin);
  for (char &c : line) // It goes to a terminal.
    if (static_cast<unsigned char>(c) < ' ' || c == 0x7f)
      c = '?';
  return ": " + line.substr(0, longest);
}

namespace {
/// A shell that runs a command, nothing to read for it, both of its streams to
/// be read here.
class Shell {
public:
  /// Throws Failure, with `errno`'s text, if it cannot be started.
  explicit Shell(const std::string &command) {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0)
      throw Failure(std::strerror(errno));
    output = ends[0];
    posix_spawn_file_actions_t streams;
    ::posix_spawn_file_actions_init(&streams);
    ::posix_spawn_file_actions_addopen(&streams, 0, "/dev/null", O_RDONLY, 0);
    ::posix_spawn_file_actions_adddup2(&streams, ends[1], 1);
    ::posix_spawn_file_actions_adddup2(&streams, ends[1], 2);
    std::string shell = "sh", option = "-c", text = command;
    char *arguments[] = {shell.data(), option.data(), text.data(), nullptr};
    int error = ::posix_spawn(&process, "/bin/sh", &streams, nullptr, arguments,
                              environ);
    ::posix_spawn_file_actions_destroy(&streams);
    ::close(ends[1]);
    if (error == 0)
      return;
    ::close(output);
    throw Failure(std::strerror(error));
  }

  /// Everything that it prints, until it ends; then what waitpid says.
  std::pair<std::string, int> finish() const {
    std::string text;
    char part[4096];
    for (;;) {
      ssize_t count = ::read(output, part, sizeof(part));
      if (count > 0)
        text.append(part, size_t(count));
      else if (count == 0 || errno != EINTR)
        break;
    }
    ::close(output);
    int status = 0;
    while (::waitpid(process, &status, 0) < 0 && errno == EINTR) {
    }
    return {std::move(text), status};
  }

private:
  pid_t process = 0;
  int output = -1;
};
} // namespace

std::string Peer::execute() const {
  std::string name = "--peer: '" + command + "' ";
  std::pair<std::string, int> result;
  try {
    result = Shell(command).finish();
  } catch (const Failure &failure) {
    throw Failure(name + "cannot be run: " + failure.what());
  }
  auto &[output, status] = result;
  if (WIFSIGNALED(status))
    throw Failure(name + "was ended by signal " +
                  std::to_string(WTERMSIG(status)) + lastLine(output));
  if (WEXITSTATUS(status) != 0)
    throw Failure(name + "exited with " + std::to_string(WEXITSTATUS(status)) +
                  lastLine(output));
  return std::move(output);
}

void Peer::run() {
  Stopwatch time;
  std::string output = execute();
  seconds.push_back(time.seconds());
  rates.push_back(parseRates(output));
}

PeerFigures Peer::figures() const {
  PeerFigures figures{command, summarize(seconds), {}};
  for (size_t i = 0; i < rates.front().size(); ++i) {
    const std::string &name = rates.front()[i].name;
    std::vector<double> values;
    for (const std::vector<PeerRate> &run : rates)
      if (i < run.size() && run[i].name == name)
        values.push_back(run[i].tokensPerSecond);
    if (values.size() == rates.size())
      figures.rates.push_back({name, summarize(std::move(values))});
  }
  return figures;
}
