//===- Budget.h - what rendering a template may cost ----------------------===//
#ifndef TERN_RUNTIME_TEMPLATE_BUDGET_H
#define TERN_RUNTIME_TEMPLATE_BUDGET_H

#include "template/Refusal.h"

#include <cstddef>
#include <string_view>

namespace tern::rt::jinja {

/// Bounds the time and the memory of one rendering, whatever the template.
class Budget {
public:
  static constexpr size_t maxSteps = 10'000'000;
  /// Of the output and of every text on the way to it.
  static constexpr size_t maxText = size_t(16) << 20;

  /// Pays for evaluations.
  void spend(size_t steps = 1) { touch(steps * bytesPerStep); }

  /// Pays for reading or writing memory.
  void touch(size_t bytes) {
    if (bytes > left)
      refuse("takes more than " + std::to_string(maxSteps) + " steps");
    left -= bytes;
  }

  /// Pays for looking for a pattern at every place of a text.
  void search(std::string_view text, std::string_view pattern) {
    touch(text.size() * (pattern.size() / 64 + 1));
  }

  /// Pays for keeping values.
  void keep(size_t values) { spend(values * stepsPerValue); }

private:
  // They bound the memory too, at about 300 MB.
  static constexpr size_t bytesPerStep = 32, stepsPerValue = 4;

  size_t left = maxSteps * bytesPerStep;
};

/// A text that is being made.
class TextBuilder {
public:
  explicit TextBuilder(Budget &budget) : budget(budget) {}

  void add(std::string_view part) {
    if (part.size() > Budget::maxText - made.size())
      refuse("makes a text of more than " + std::to_string(Budget::maxText) +
             " bytes");
    budget.touch(part.size());
    made += part;
  }

  /// Pays for what is worth no text.
  void payStep(size_t steps = 1) { budget.spend(steps); }

  std::string take() { return std::move(made); }

private:
  Budget &budget;
  std::string made;
};

} // namespace tern::rt::jinja

#endif // TERN_RUNTIME_TEMPLATE_BUDGET_H
