//===- Interrupts.h - Ctrl-C as a request ---------------------------------===//
#ifndef TERN_TOOLS_TERN_INTERRUPTS_H
#define TERN_TOOLS_TERN_INTERRUPTS_H

/// While it lives, Ctrl-C (SIGINT) does not end the process. One at a time.
class Interrupts {
public:
  Interrupts();
  ~Interrupts();
  Interrupts(const Interrupts &) = delete;
  Interrupts &operator=(const Interrupts &) = delete;

  /// Whether there was one since the last call of `clear`.
  bool requested() const;
  void clear();

  /// A descriptor that can be read from as long as one is requested.
  int descriptor() const;
};

#endif // TERN_TOOLS_TERN_INTERRUPTS_H
