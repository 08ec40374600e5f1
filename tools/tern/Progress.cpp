//===- Progress.cpp - a progress bar on a terminal ------------------------===//
#include "Progress.h"

#include "Input.h"

#include <cstdio>

Progress::Progress(std::string name, size_t total)
    : what(std::move(name)), total(total), shown(stderrIsTerminal()) {
  update(0);
}

Progress::~Progress() {
  if (shown)
    std::fputs("\r\033[K", stderr);
}

void Progress::update(size_t done) const {
  if (!shown)
    return;
  constexpr size_t width = 30;
  size_t filled = total ? done * width / total : width;
  std::string bar(filled, '#');
  bar.append(width - filled, '.');
  std::fprintf(stderr, "\r%s [%s] %zu/%zu\033[K", what.c_str(), bar.c_str(),
               done, total);
}
