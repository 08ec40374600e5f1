//===- SamplingOptions.cpp - --temp and its kin ---------------------------===//
#include "SamplingOptions.h"

void addSamplingOptions(CLI::App &command, tern_sampling &sampling) {
  command
      .add_option("--temp", sampling.temperature,
                  "Temperature: 0 takes the most probable token, 1 the "
                  "model's own probabilities, more is wilder")
      ->capture_default_str();
  command
      .add_option("--top-k", sampling.top_k,
                  "Only the K most probable tokens; 0: all")
      ->capture_default_str();
  command
      .add_option("--top-p", sampling.top_p,
                  "Only the most probable tokens that make up this much")
      ->capture_default_str();
  command
      .add_option("--min-p", sampling.min_p,
                  "Only tokens this probable relative to the first; 0: all")
      ->capture_default_str();
  command
      .add_option("--repeat-penalty", sampling.repeat_penalty,
                  "Divides logits of tokens already there; 1: none")
      ->capture_default_str();
  command
      .add_option("--seed", sampling.seed,
                  "Same seed, same answer, on every machine")
      ->capture_default_str();
  command.parse_complete_callback([&sampling] {
    if (tern_sampling_check(&sampling) != TERN_OK)
      throw CLI::ValidationError(tern_last_error());
  });
}
