//===- FirstTouch.h - weights near the workers that read them -------------===//
#ifndef TERN_RUNTIME_EXEC_FIRSTTOUCH_H
#define TERN_RUNTIME_EXEC_FIRSTTOUCH_H

#include "bundle/Model.h"
#include "exec/WorkerPool.h"

#include <utility>

namespace tern::rt {

/// The tensors of which a step reads every row: not tables of which it reads
/// rows by number.
std::vector<Manifest::Tensor> tensorsReadWhole(const Manifest &manifest);

/// A worker's share of so many bytes, as stages divide their tiles: begin and
/// end.
std::pair<uint64_t, uint64_t> shareOf(uint64_t bytes, int worker, int workers);

/// Each worker reads what its share of each stage will: pages that are not in
/// memory yet come from the file to that of the worker's node.
void touchWeights(WorkerPool &pool, const Model &model);

} // namespace tern::rt

#endif // TERN_RUNTIME_EXEC_FIRSTTOUCH_H
