//===- WriteBehind.cpp - bytes used while the next are made ---------------===//
#include "WriteBehind.h"

#include <algorithm>

using namespace llvm;
using namespace tern;

WriteBehind::WriteBehind(Sink sink)
    : sink(std::move(sink)), thread([this] { run(); }) {
  for (std::vector<char> &piece : pieces)
    piece.reserve(pieceBytes);
}

void WriteBehind::write(ArrayRef<char> bytes) {
  while (!bytes.empty()) {
    std::vector<char> &piece = pieces[filled % pieceCount];
    size_t size = std::min(bytes.size(), pieceBytes - piece.size());
    piece.insert(piece.end(), bytes.begin(), bytes.begin() + size);
    bytes = bytes.drop_front(size);
    if (piece.size() == pieceBytes)
      submit();
  }
}

void WriteBehind::submit() {
  std::unique_lock lock(mutex);
  ++filled;
  changed.notify_all();
  changed.wait(lock, [this] { return filled - used < pieceCount; });
  pieces[filled % pieceCount].clear();
}

void WriteBehind::finish() {
  if (!thread.joinable())
    return;
  if (!pieces[filled % pieceCount].empty())
    submit();
  {
    std::lock_guard lock(mutex);
    ended = true;
    changed.notify_all();
  }
  thread.join();
}

void WriteBehind::run() {
  std::unique_lock lock(mutex);
  while (true) {
    changed.wait(lock, [this] { return used != filled || ended; });
    if (used == filled)
      return;
    const std::vector<char> &piece = pieces[used % pieceCount];
    lock.unlock();
    sink(piece);
    lock.lock();
    ++used;
    changed.notify_all();
  }
}
