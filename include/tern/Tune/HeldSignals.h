//===- HeldSignals.h - to stop between two steps, not within --------------===//
#ifndef TERN_TUNE_HELDSIGNALS_H
#define TERN_TUNE_HELDSIGNALS_H

#include <csignal>

namespace tern {

/// While it lives, signals that ask to stop wait: a compile in the middle would
/// else leave what its caller has made for it. To be made before any thread,
/// which inherits it.
class HeldSignals {
public:
  HeldSignals() {
    sigset_t signals = asked();
    pthread_sigmask(SIG_BLOCK, &signals, &before);
  }
  HeldSignals(const HeldSignals &) = delete;
  ~HeldSignals() { pthread_sigmask(SIG_SETMASK, &before, nullptr); }

  /// Whether one waits.
  static bool any() {
    sigset_t pending;
    return sigpending(&pending) == 0 &&
           (sigismember(&pending, SIGINT) || sigismember(&pending, SIGTERM) ||
            sigismember(&pending, SIGHUP));
  }

private:
  static sigset_t asked() {
    sigset_t signals;
    sigemptyset(&signals);
    for (int signal : {SIGINT, SIGTERM, SIGHUP})
      sigaddset(&signals, signal);
    return signals;
  }

  sigset_t before;
};

} // namespace tern

#endif // TERN_TUNE_HELDSIGNALS_H
