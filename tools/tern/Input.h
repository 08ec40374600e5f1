//===- Input.h - files, ids and the terminal ------------------------------===//
#ifndef TERN_TOOLS_TERN_INPUT_H
#define TERN_TOOLS_TERN_INPUT_H

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

/// The content of a file, or of stdin for "-".
std::string readInput(const std::string &path);

/// Ids separated by commas or white space. Throws Failure, naming what is
/// not a number of 32 bits.
std::vector<int32_t> parseIds(std::string_view text);

/// Ids on one line, separated by spaces.
std::string formatIds(const std::vector<int32_t> &ids);

/// Writes to stdout, and through to its reader. Throws Failure, as on a full
/// disk.
void print(std::string_view text);

bool stderrIsTerminal();

/// Seconds since it was made.
class Stopwatch {
public:
  double seconds() const {
    return std::chrono::duration<double>(Clock::now() - start).count();
  }

private:
  using Clock = std::chrono::steady_clock;
  Clock::time_point start = Clock::now();
};

#endif // TERN_TOOLS_TERN_INPUT_H
