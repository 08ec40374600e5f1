//===- PromptBatch.cpp - several prompts continued at once ----------------===//
#include "PromptBatch.h"

void PromptBatch::run(const std::vector<std::vector<int32_t>> &prompts,
                      const std::function<void(size_t, const Text &)> &done) {
  texts.assign(prompts.size(), {});
  ended.assign(prompts.size(), false);
  nextPrompt = 0;
  for (size_t told = 0; told < prompts.size();) {
    begin(prompts);
    step();
    for (; told < prompts.size() && ended[told]; ++told)
      done(told, texts[told]);
  }
}

void PromptBatch::begin(const std::vector<std::vector<int32_t>> &prompts) {
  for (size_t sequence = 0; sequence < slots.size(); ++sequence)
    // A prompt may end at once.
    while (!slots[sequence] && nextPrompt < prompts.size()) {
      const std::vector<int32_t> &ids = prompts[nextPrompt];
      auto number = static_cast<int32_t>(sequence);
      check(tern_batch_rewind(batch.get(), number, 0));
      check(tern_batch_prefill(batch.get(), number, ids.data(), ids.size()));
      promptTokens += ids.size();
      slots[sequence] = Slot{nextPrompt++};
      draw(sequence, /*row=*/0);
    }
}

void PromptBatch::step() {
  std::vector<int32_t> sequences, ids;
  for (size_t sequence = 0; sequence < slots.size(); ++sequence)
    if (const std::optional<Slot> &slot = slots[sequence]) {
      sequences.push_back(static_cast<int32_t>(sequence));
      ids.push_back(slot->next);
    }
  if (ids.empty())
    return;
  check(tern_batch_step(batch.get(), sequences.data(), ids.data(), ids.size()));
  ++steps;
  stepTokens += ids.size();
  for (size_t row = 0; row < sequences.size(); ++row)
    draw(static_cast<size_t>(sequences[row]), row);
}

void PromptBatch::draw(size_t sequence, size_t row) {
  Slot &slot = *slots[sequence];
  check(tern_batch_sample(batch.get(), row, &sampling, &slot.next));
  Text &text = texts[slot.prompt];
  if (std::optional<Stop> stop = stopAfter(sequence, slot.next, text)) {
    text.stop = *stop;
    ended[slot.prompt] = true;
    slots[sequence].reset();
  }
}

std::optional<Stop> PromptBatch::stopAfter(size_t sequence, int32_t id,
                                           Text &text) const {
  if (isEnd(info, id))
    return Stop::EndOfText;
  text.ids.push_back(id);
  if (static_cast<int64_t>(text.ids.size()) == most)
    return Stop::MostTokens;
  int64_t position;
  check(tern_batch_position(batch.get(), static_cast<int32_t>(sequence),
                            &position));
  if (position == info.context)
    return Stop::ContextFull;
  return std::nullopt;
}
