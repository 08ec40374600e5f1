//===- MemoryNodes.cpp - processors and the memory near them --------------===//
#include "bundle/MemoryNodes.h"

#include <algorithm>
#include <charconv>
#include <fstream>

#ifdef __linux__
#include <sched.h>
#endif

using namespace tern::rt;
namespace fs = std::filesystem;

#ifdef __linux__
static bool mayRunOn(int processor) {
  static const cpu_set_t allowed = [] {
    cpu_set_t set;
    CPU_ZERO(&set);
    ::sched_getaffinity(0, sizeof(set), &set);
    return set;
  }();
  return processor < CPU_SETSIZE && CPU_ISSET(processor, &allowed);
}
#endif

ProcessorList tern::rt::parseProcessorList(const std::string &text) {
  // More than any machine has; a damaged range must not fill the memory.
  constexpr int most = 1 << 16;
  ProcessorList list;
  const char *next = text.data(), *end = next + text.size();
  auto number = [&](int &value) {
    auto [after, error] = std::from_chars(next, end, value);
    next = after;
    return error == std::errc() && value >= 0 && value < most;
  };
  while (next != end && *next != '\n') {
    int first, last;
    if (!number(first))
      return {};
    last = first;
    if (next != end && *next == '-' && (++next, !number(last)))
      return {};
    for (int i = first; i <= last; ++i)
      list.push_back(i);
    if (next != end && *next == ',')
      ++next;
    else if (next != end && *next != '\n')
      return {};
  }
  return list;
}

std::vector<ProcessorList> tern::rt::memoryNodes(const fs::path &root) {
  std::vector<ProcessorList> nodes;
#ifdef __linux__
  std::error_code error;
  for (const fs::directory_entry &entry : fs::directory_iterator(root, error)) {
    if (!entry.path().filename().string().starts_with("node"))
      continue;
    std::string text;
    std::getline(std::ifstream(entry.path() / "cpulist") >> std::ws, text);
    ProcessorList list = parseProcessorList(text);
    std::erase_if(list, [](int processor) { return !mayRunOn(processor); });
    if (!list.empty())
      nodes.push_back(std::move(list));
  }
  // A directory's order is none.
  std::sort(nodes.begin(), nodes.end());
#endif
  return nodes;
}

std::vector<ProcessorList>
tern::rt::placeWorkers(const std::vector<ProcessorList> &nodes, int workers,
                       int here) {
  if (nodes.size() < 2)
    return {};
  std::vector<ProcessorList> order = nodes;
  auto first = std::find_if(order.begin(), order.end(), [&](const auto &node) {
    return std::find(node.begin(), node.end(), here) != node.end();
  });
  if (first != order.end())
    std::rotate(order.begin(), first, order.end());
  size_t processors = 0;
  for (const ProcessorList &node : order)
    processors += node.size();
  std::vector<ProcessorList> places;
  for (size_t worker = 0; worker < static_cast<size_t>(workers); ++worker) {
    size_t at = worker * processors / static_cast<size_t>(workers), node = 0;
    for (; at >= order[node].size(); ++node)
      at -= order[node].size();
    places.push_back(order[node]);
  }
  return places;
}
