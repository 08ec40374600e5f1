//===- WriteBehind.h - bytes used while the next are made -----------------===//
#ifndef TERN_LIB_BUNDLE_WRITEBEHIND_H
#define TERN_LIB_BUNDLE_WRITEBEHIND_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/FunctionExtras.h"

#include <array>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <vector>

namespace tern {

/// Gives bytes to a function on a thread of its own, in order, in pieces that
/// do not depend on how the threads run.
class WriteBehind {
public:
  using Sink = llvm::unique_function<void(llvm::ArrayRef<char>)>;

  explicit WriteBehind(Sink sink);
  ~WriteBehind() { finish(); }
  WriteBehind(const WriteBehind &) = delete;
  WriteBehind &operator=(const WriteBehind &) = delete;

  /// Copies bytes. Waits while too many are with the thread.
  void write(llvm::ArrayRef<char> bytes);
  /// Waits until the function has had all bytes. Nothing can follow.
  void finish();

private:
  void run();
  /// The piece that is being filled goes to the thread; the next is free.
  void submit();

  /// So large, as Linux puts what one call writes to a place of that alignment
  /// into a huge page of its file cache, if the file system can, and a program
  /// that maps the file then has them (docs/performance.md).
  static constexpr size_t pieceBytes = 1 << 21;
  static constexpr size_t pieceCount = 4;

  Sink sink;
  std::array<std::vector<char>, pieceCount> pieces;
  /// Pieces that were filled, and that the function is done with. The piece
  /// `filled` is the caller's, the pieces from `used` to it the thread's.
  size_t filled = 0, used = 0;
  bool ended = false;
  std::mutex mutex;
  std::condition_variable changed;
  std::thread thread;
};

} // namespace tern

#endif // TERN_LIB_BUNDLE_WRITEBEHIND_H
