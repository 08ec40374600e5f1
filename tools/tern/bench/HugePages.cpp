//===- HugePages.cpp - how a mapped file lies in memory -------------------===//
#include "bench/HugePages.h"

#include <filesystem>
#include <fstream>
#include <sstream>

/// Of the line that begins a mapping, its file; none of a line with a figure.
static std::optional<std::string> mappedFile(const std::string &line) {
  std::istringstream fields(line);
  std::string range, permissions, offset, device, inode, file;
  fields >> range;
  if (range.find('-') == std::string::npos)
    return std::nullopt;
  fields >> permissions >> offset >> device >> inode >> std::ws;
  std::getline(fields, file);
  return file;
}

std::optional<double> tern::bench::hugePagePart(std::istream &smaps,
                                                const std::string &file) {
  double resident = 0, huge = 0;
  bool ours = false;
  for (std::string line; std::getline(smaps, line);) {
    if (std::optional<std::string> mapped = mappedFile(line)) {
      ours = *mapped == file;
      continue;
    }
    std::istringstream fields(line);
    std::string name;
    double kilobytes = 0;
    if (!ours || !(fields >> name >> kilobytes))
      continue;
    if (name == "Rss:")
      resident += kilobytes;
    else if (name == "FilePmdMapped:" || name == "ShmemPmdMapped:")
      huge += kilobytes;
  }
  if (resident == 0)
    return std::nullopt;
  return huge / resident;
}

std::optional<double> tern::bench::hugePagePart(const std::string &file) {
  std::error_code error;
  std::filesystem::path path = std::filesystem::canonical(file, error);
  std::ifstream smaps("/proc/self/smaps");
  if (error || !smaps)
    return std::nullopt;
  return hugePagePart(smaps, path.string());
}
