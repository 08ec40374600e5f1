//===- Batch.cpp - several sequences being computed -----------------------===//
#include "exec/Batch.h"

#include "Error.h"
#include "exec/Tokens.h"

using namespace tern::rt;

Batch::Batch(std::shared_ptr<const Model> shared,
             std::unique_ptr<Executor> computing, int64_t sequences)
    : model(std::move(shared)), last(manifest().vocab),
      executor(std::move(computing)), histories(static_cast<size_t>(sequences)),
      places(3 * static_cast<size_t>(manifest().sequences())) {}

void Batch::checkSequence(int64_t sequence) const {
  if (sequence < 0 || sequence >= static_cast<int64_t>(histories.size()))
    failArgument("sequence: expected a number in [0, " +
                 std::to_string(histories.size()) + "), got " +
                 std::to_string(sequence));
}

/// Of a row: its sequence is no longer what it was.
static constexpr int32_t forgotten = -1;

std::string tern::rt::nameOfSequence(int64_t sequence) {
  return "sequence " + std::to_string(sequence);
}

void Batch::checkStep(std::span<const int32_t> sequences,
                      std::span<const int32_t> ids) const {
  checkIds(manifest(), ids);
  std::vector<std::optional<size_t>> named(histories.size());
  for (size_t i = 0; i < sequences.size(); ++i) {
    int32_t sequence = sequences[i];
    checkSequence(sequence);
    std::optional<size_t> &before = named[static_cast<size_t>(sequence)];
    if (before)
      failArgument(nameOfSequence(sequence) + " is named twice, as number " +
                   std::to_string(*before) + " and as number " +
                   std::to_string(i) + "; a step takes one token of each");
    before = i;
    checkRoom(manifest(), histories[static_cast<size_t>(sequence)].size(), 1,
              nameOfSequence(sequence) + ": ");
  }
}

void Batch::prefill(int64_t sequence, std::span<const int32_t> ids) {
  checkSequence(sequence);
  checkIds(manifest(), ids);
  std::vector<int32_t> &history = histories[static_cast<size_t>(sequence)];
  checkRoom(manifest(), history.size(), ids.size(),
            nameOfSequence(sequence) + ": ");
  float *logits = last.reserve(1);
  bool stay = false;
  history.reserve(history.size() + ids.size());
  forEachStep(
      manifest(), ids.size(), [&](size_t first, size_t tokens, bool ends) {
        uint32_t entry = entryOf(manifest(), tokens);
        stay = ends && executor->keepsLogits(entry);
        executor->run(
            {.entry = entry,
             .ids = ids.data() + first,
             .logits = stay ? nullptr : logits,
             .tokens = static_cast<int64_t>(tokens),
             .position = static_cast<int64_t>(history.size()),
             .firstLogit = static_cast<int64_t>(ends ? tokens - 1 : tokens),
             .sequence = sequence});
        std::span<const int32_t> done = ids.subspan(first, tokens);
        history.insert(history.end(), done.begin(), done.end());
      });
  rowSequences.assign(1, static_cast<int32_t>(sequence));
  last.set(1, stay);
}

void Batch::step(std::span<const int32_t> sequences,
                 std::span<const int32_t> ids) {
  checkStep(sequences, ids);
  float *logits = last.reserve(ids.size());
  auto capacity = static_cast<size_t>(manifest().sequences());
  for (size_t i = 0; i < ids.size(); ++i) {
    std::vector<int32_t> &history =
        histories[static_cast<size_t>(sequences[i])];
    history.reserve(history.size() + 1);
    places[i] = ids[i];
    places[capacity + i] = sequences[i];
    places[2 * capacity + i] = static_cast<int32_t>(history.size());
  }
  rowSequences.reserve(ids.size());
  bool stay = executor->keepsLogits(TERN_ENTRY_BATCH);
  executor->run({.entry = TERN_ENTRY_BATCH,
                 .ids = places.data(),
                 .logits = stay ? nullptr : logits,
                 .tokens = static_cast<int64_t>(ids.size()),
                 .position = 0,
                 .firstLogit = 0});
  for (size_t i = 0; i < ids.size(); ++i)
    histories[static_cast<size_t>(sequences[i])].push_back(ids[i]);
  rowSequences.assign(sequences.begin(), sequences.end());
  last.set(ids.size(), stay);
}

void Batch::rewind(int64_t sequence, int64_t position) {
  checkSequence(sequence);
  std::vector<int32_t> &history = histories[static_cast<size_t>(sequence)];
  checkPosition(position, history.size());
  // Rows of the cache beyond are overwritten before they are read again.
  history.resize(static_cast<size_t>(position));
  std::replace(rowSequences.begin(), rowSequences.end(),
               static_cast<int32_t>(sequence), forgotten);
}

std::span<const int32_t> Batch::sequence(int64_t sequence) const {
  checkSequence(sequence);
  return histories[static_cast<size_t>(sequence)];
}

int32_t Batch::sequenceOf(size_t row) const {
  last.requireSome();
  if (row >= rows())
    failArgument("row: expected a number below " + std::to_string(rows()) +
                 ", got " + std::to_string(row));
  if (rowSequences[row] == forgotten)
    failArgument("row: the sequence of row " + std::to_string(row) +
                 " was rewound since its logits were computed");
  return rowSequences[row];
}

void Batch::setProfiled(bool profiled) {
  auto next = profiled ? std::make_unique<Profile>(manifest()) : nullptr;
  executor->setProfile(next.get());
  profiler = std::move(next);
}

const Profile &Batch::profile() const {
  if (!profiler)
    failArgument("the batch is not profiled; call tern_batch_profile first");
  return *profiler;
}
