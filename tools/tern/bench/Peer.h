//===- Peer.h - another program beside Tern -------------------------------===//
#ifndef TERN_TOOLS_TERN_BENCH_PEER_H
#define TERN_TOOLS_TERN_BENCH_PEER_H

#include "bench/Statistics.h"

#include <string>
#include <vector>

namespace tern::bench {

/// A rate that a program printed, with the words that begin its line.
struct PeerRate {
  std::string name;
  double tokensPerSecond;
};

/// Every number that is followed by `tok/s`, `tokens/s`, `t/s` or `tokens per
/// second`, in order.
std::vector<PeerRate> parseRates(const std::string &output);

/// What the peer's runs took and said.
struct PeerFigures {
  std::string command;
  Figure seconds; ///< of the whole process
  struct Rate {
    std::string name;
    Figure tokensPerSecond;
  };
  std::vector<Rate> rates;
};

/// A command of the user's, run by the shell.
class Peer {
public:
  explicit Peer(std::string command) : command(std::move(command)) {}

  /// Runs it once; its output, both streams, is read and not shown. Throws
  /// Failure if it cannot be run, or does not exit with 0.
  void run();
  /// The same, to be forgotten: its files are read.
  void warmUp() const { execute(); }

  /// Of all runs. A rate counts if every run printed it, in the same place.
  PeerFigures figures() const;

private:
  std::string execute() const;

  std::string command;
  std::vector<double> seconds;
  std::vector<std::vector<PeerRate>> rates; ///< by run
};

} // namespace tern::bench

#endif // TERN_TOOLS_TERN_BENCH_PEER_H
