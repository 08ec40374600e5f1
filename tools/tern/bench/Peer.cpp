//===- Peer.cpp - another program beside Tern -----------------------------===//
#include "bench/Peer.h"

#include "Failure.h"
#include "Input.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <sys/wait.h>

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

std::string Peer::execute() const {
  // Together, in braces: the command may be a list of commands.
  std::FILE *pipe =
      ::popen(("{ " + command + "\n} 2>&1 </dev/null").c_str(), "r");
  if (!pipe)
    throw Failure("--peer: cannot run '" + command +
                  "': " + std::strerror(errno));
  std::string output;
  char part[4096];
  for (size_t read; (read = std::fread(part, 1, sizeof(part), pipe)) > 0;)
    output.append(part, read);
  int status = ::pclose(pipe);
  if (status == -1)
    throw Failure("--peer: cannot wait for '" + command +
                  "': " + std::strerror(errno));
  if (WIFSIGNALED(status))
    throw Failure("--peer: '" + command + "' was ended by signal " +
                  std::to_string(WTERMSIG(status)) + lastLine(output));
  if (WEXITSTATUS(status) != 0)
    throw Failure("--peer: '" + command + "' exited with " +
                  std::to_string(WEXITSTATUS(status)) + lastLine(output));
  return output;
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
