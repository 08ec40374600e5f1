//===- Executors.h - C API: what computes sessions and batches ------------===//
#ifndef TERN_RUNTIME_API_EXECUTORS_H
#define TERN_RUNTIME_API_EXECUTORS_H

#include "api/Handles.h"

namespace tern::rt {

/// What computes steps of a batch of so many sequences or, 0, of a session, on
/// a device or, as tern_session_create_on says, on what the bundle is for.
/// Throws as that says.
std::unique_ptr<Executor> createExecutor(const tern_model &model,
                                         const char *device, int threads,
                                         int64_t sequences);

} // namespace tern::rt

#endif // TERN_RUNTIME_API_EXECUTORS_H
