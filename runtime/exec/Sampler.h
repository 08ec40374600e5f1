//===- Sampler.h - drawing the next token ---------------------------------===//
#ifndef TERN_RUNTIME_EXEC_SAMPLER_H
#define TERN_RUNTIME_EXEC_SAMPLER_H

#include "tern/runtime.h"

#include <span>
#include <string>

namespace tern::rt {

/// Throws ARGUMENT, naming the first parameter that is out of its range.
void checkSampling(const tern_sampling &sampling);

/// Throws ARGUMENT, naming the parameter, if a draw needs more than the
/// `exactLogits` largest logits; 0 stands for all.
void checkExact(const tern_sampling &sampling, int64_t exactLogits);

/// Whether the draw is the largest logit's id, whatever the sequence.
bool isGreedy(const tern_sampling &sampling);

/// The draw that tern_sampling defines, from one row of logits after
/// `sequence`. Throws INTERNAL if a logit is NaN or infinitely large; the
/// message begins with `name`, if the sequence has one.
int32_t sample(std::span<const float> logits, std::span<const int32_t> sequence,
               const tern_sampling &sampling, const std::string &name = "");

} // namespace tern::rt

#endif // TERN_RUNTIME_EXEC_SAMPLER_H
