//===- Processors.h - how many workers can run at once --------------------===//
#ifndef TERN_RUNTIME_EXEC_PROCESSORS_H
#define TERN_RUNTIME_EXEC_PROCESSORS_H

#include <span>

namespace tern::rt {

/// Processors that this process may run on, at least 1.
int availableProcessors();

/// The processor that the calling thread runs on; -1 if the system does not
/// say.
int currentProcessor();

/// Keeps the calling thread on some processors; a hint.
void stayOn(std::span<const int> processors);

/// Moves the calling thread to a processor that is none of `taken`, if there is
/// one that it may run on. Where it may run stays what it was.
void moveOff(std::span<const int> taken);

} // namespace tern::rt

#endif // TERN_RUNTIME_EXEC_PROCESSORS_H
