//===- Input.cpp - files, ids and the terminal ----------------------------===//
#include "Input.h"

#include "Failure.h"

#include <cerrno>
#include <charconv>
#include <cstdio>
#include <cstring>
#include <memory>
#include <unistd.h>

std::string readInput(const std::string &path) {
  std::unique_ptr<FILE, int (*)(FILE *)> owner(nullptr, std::fclose);
  FILE *file = stdin;
  if (path != "-") {
    owner.reset(std::fopen(path.c_str(), "rb"));
    file = owner.get();
    if (!file)
      throw Failure(path + ": cannot open: " + std::strerror(errno));
  }
  std::string content;
  char buffer[1 << 16];
  size_t got;
  do {
    got = std::fread(buffer, 1, sizeof(buffer), file);
    content.append(buffer, got);
  } while (got == sizeof(buffer));
  if (std::ferror(file))
    throw Failure(path + ": cannot read: " + std::strerror(errno));
  return content;
}

std::vector<int32_t> parseIds(std::string_view text) {
  static constexpr std::string_view separators = ", \t\r\n";
  std::vector<int32_t> ids;
  size_t begin = text.find_first_not_of(separators);
  while (begin != std::string_view::npos) {
    size_t end = std::min(text.find_first_of(separators, begin), text.size());
    int32_t id;
    auto [stop, error] =
        std::from_chars(text.data() + begin, text.data() + end, id);
    if (error != std::errc() || stop != text.data() + end)
      throw Failure("ids: expected a number, got '" +
                    std::string(text.substr(begin, end - begin)) + "'");
    ids.push_back(id);
    begin = text.find_first_not_of(separators, end);
  }
  return ids;
}

std::string formatIds(const std::vector<int32_t> &ids) {
  std::string text;
  for (int32_t id : ids) {
    if (!text.empty())
      text += ' ';
    text += std::to_string(id);
  }
  return text + "\n";
}

void print(std::string_view text) {
  if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size() ||
      std::fflush(stdout) != 0)
    throw Failure(std::string("cannot write to stdout: ") +
                  std::strerror(errno));
}

bool stderrIsTerminal() { return ::isatty(STDERR_FILENO); }
