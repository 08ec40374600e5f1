//===- WorkerPlaces.h - which processors workers run on -------------------===//
#ifndef TERN_RUNTIME_EXEC_WORKERPLACES_H
#define TERN_RUNTIME_EXEC_WORKERPLACES_H

#include <atomic>
#include <vector>

namespace tern::rt {

/// Where workers were last seen. Two that share a processor wait for each other
/// at every barrier, and as both yield, the system may leave them there for
/// seconds while another processor has nothing to do.
class WorkerPlaces {
public:
  explicit WorkerPlaces(int workers) : places(static_cast<size_t>(workers)) {}

  /// The calling thread, which is `worker`, notes where it runs.
  void note(int worker);
  /// Moves the calling thread, which waits, off a processor that it shares, if
  /// it did so in several long waits in a row.
  void spread(int worker);

private:
  struct alignas(64) Place {
    std::atomic<int> processor{-1};
    int shared = 0; ///< long waits in a row; its worker's alone
  };
  std::vector<Place> places;
};

} // namespace tern::rt

#endif // TERN_RUNTIME_EXEC_WORKERPLACES_H
