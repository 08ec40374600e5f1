//===- Processors.h - how many workers can run at once --------------------===//
#ifndef TERN_RUNTIME_EXEC_PROCESSORS_H
#define TERN_RUNTIME_EXEC_PROCESSORS_H

namespace tern::rt {

/// Processors that this process may run on, at least 1.
int availableProcessors();

} // namespace tern::rt

#endif // TERN_RUNTIME_EXEC_PROCESSORS_H
