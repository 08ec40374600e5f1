//===- PromptBatch.h - several prompts continued at once ------------------===//
#ifndef TERN_TOOLS_TERN_PROMPTBATCH_H
#define TERN_TOOLS_TERN_PROMPTBATCH_H

#include "Generation.h"

#include <optional>

/// Continues prompts in a batch of sequences: where a text ends, the next
/// prompt takes its place.
class PromptBatch {
public:
  struct Text {
    std::vector<int32_t> ids;
    Stop stop = Stop::MostTokens;
  };

  PromptBatch(const Batch &batch, const tern_model_info &info,
              int64_t sequences, const tern_sampling &sampling, int64_t most)
      : batch(batch), info(info), sampling(sampling), most(most),
        slots(static_cast<size_t>(sequences)) {}

  /// A text for each prompt, none of which is empty: what each has alone.
  /// `most` tokens, without end if it is negative. `done` gets a prompt's
  /// number and its text, in the order of the prompts.
  void run(const std::vector<std::vector<int32_t>> &prompts,
           const std::function<void(size_t, const Text &)> &done);

  size_t promptTokens = 0, steps = 0, stepTokens = 0;

private:
  /// What a sequence continues, and the token that it gets next.
  struct Slot {
    size_t prompt;
    int32_t next = 0;
  };

  void begin(const std::vector<std::vector<int32_t>> &prompts);
  void step();
  /// Draws a sequence's next token from a row of logits.
  void draw(size_t sequence, size_t row);
  std::optional<Stop> stopAfter(size_t sequence, int32_t id, Text &text) const;

  const Batch &batch;
  const tern_model_info &info;
  tern_sampling sampling;
  int64_t most;
  std::vector<std::optional<Slot>> slots;
  size_t nextPrompt = 0;
  std::vector<Text> texts;
  std::vector<bool> ended;
};

#endif // TERN_TOOLS_TERN_PROMPTBATCH_H
