//===- PeerRates.cpp - rates in the output of a program -------------------===//
#include "bench/Peer.h"

#include <regex>
#include <sstream>

using namespace tern::bench;

/// The words in front of the first number, behind a colon if there is one:
/// `prompt eval time` of `llama_perf_context_print: prompt eval time = 81 ms`.
static std::string nameOf(const std::string &line) {
  static const std::regex number(R"((?:^|[^A-Za-z0-9_])[0-9])");
  std::smatch match;
  std::regex_search(line, match, number);
  std::string name;
  for (char c : match.prefix().str()) {
    bool space = static_cast<unsigned char>(c) <= ' ';
    if (!space || (!name.empty() && name.back() != ' '))
      name += space ? ' ' : c;
  }
  name.erase(name.find_last_not_of(" :=|(,") + 1);
  if (size_t colon = name.rfind(": "); colon != std::string::npos)
    name.erase(0, colon + 2);
  name.erase(0, name.find_first_not_of(" |"));
  return name;
}

std::vector<PeerRate> tern::bench::parseRates(const std::string &output) {
  static const std::regex rate(
      R"(([0-9]+(?:\.[0-9]+)?)\s*(?:tok(?:ens)?/s(?:ec)?|t/s|tokens per second)(?![a-z/]))");
  // What std::regex matches it may match recursively.
  constexpr size_t longest = 2000;
  std::vector<PeerRate> rates;
  std::istringstream lines(output);
  for (std::string line; std::getline(lines, line);) {
    line.resize(std::min(line.size(), longest));
    auto begin = line.cbegin();
    std::smatch match;
    while (std::regex_search(begin, line.cend(), match, rate)) {
      rates.push_back({nameOf(line), std::stod(match[1])});
      begin = match[0].second;
    }
  }
  return rates;
}
