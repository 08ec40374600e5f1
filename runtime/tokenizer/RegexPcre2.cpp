//===- RegexPcre2.cpp - patterns by PCRE2 ---------------------------------===//
#include "tokenizer/Regex.h"

#include "Error.h"

#include <algorithm>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

using namespace tern::rt;

namespace {

std::string describe(int code) {
  PCRE2_UCHAR text[256];
  pcre2_get_error_message(code, text, sizeof(text));
  return reinterpret_cast<const char *>(text);
}

PCRE2_SPTR units(std::string_view text) {
  return reinterpret_cast<PCRE2_SPTR>(text.data());
}

/// What a match needs of its own, one of each for a thread.
class Scratch {
public:
  Scratch()
      : data(pcre2_match_data_create(1, nullptr)),
        context(pcre2_match_context_create(nullptr)) {
    if (!data || !context)
      failResources("no memory to match a pattern");
    constexpr uint32_t heapKilobytes = 256 << 10;
    pcre2_set_heap_limit(context, heapKilobytes);
  }
  ~Scratch() {
    pcre2_jit_stack_free(stack);
    pcre2_match_context_free(context);
    pcre2_match_data_free(data);
  }
  Scratch(const Scratch &) = delete;
  Scratch &operator=(const Scratch &) = delete;

  /// Gives machine code that backtracks far more than its 32 KB of the
  /// thread's own stack. Returns false if there is no more to give.
  bool growStack() {
    if (stack)
      return false;
    stack = pcre2_jit_stack_create(32 << 10, 8 << 20, nullptr);
    pcre2_jit_stack_assign(context, nullptr, stack);
    return stack != nullptr;
  }

  pcre2_match_data *data;
  pcre2_match_context *context;

private:
  pcre2_jit_stack *stack = nullptr;
};

Scratch &scratch() {
  thread_local Scratch instance;
  return instance;
}

} // namespace

Regex Regex::fromPattern(std::string_view pattern) {
  std::unique_ptr<pcre2_compile_context, decltype(&pcre2_compile_context_free)>
      context(pcre2_compile_context_create(nullptr),
              pcre2_compile_context_free);
  if (!context)
    failResources("no memory to compile a pattern");
  pcre2_set_newline(context.get(), PCRE2_NEWLINE_LF);
  std::string translated = translatePattern(pattern);
  int error;
  PCRE2_SIZE offset;
  // Ruby's ^ and $ are anchors of lines.
  pcre2_code *compiled = pcre2_compile(units(translated), translated.size(),
                                       PCRE2_UTF | PCRE2_UCP | PCRE2_MULTILINE,
                                       &error, &offset, context.get());
  if (!compiled)
    failFormat("pattern '" + std::string(pattern) + "': " + describe(error));
  Regex regex;
  regex.code.reset(compiled, [](const pcre2_code *code) {
    pcre2_code_free(const_cast<pcre2_code *>(code));
  });
  // Where machine code cannot be had, PCRE2 interprets.
  regex.compiledToMachineCode =
      pcre2_jit_compile(compiled, PCRE2_JIT_COMPLETE) == 0;
  return regex;
}

int Regex::Search::match() const {
  Scratch &own = scratch();
  // Enough for patterns that look at a place a few times; others are stopped
  // before they take for ever.
  constexpr size_t least = 100000, perByte = 64;
  pcre2_set_match_limit(own.context,
                        static_cast<uint32_t>(std::min<size_t>(
                            UINT32_MAX, least + perByte * text.size())));
  // Whoever made the text knows that it is UTF-8; to check it again at every
  // match would make the search quadratic.
  int found = PCRE2_ERROR_JIT_STACKLIMIT;
  while (regex.compiledToMachineCode) {
    found = pcre2_jit_match(regex.code.get(), units(text), text.size(), from,
                            PCRE2_NO_UTF_CHECK, own.data, own.context);
    if (found != PCRE2_ERROR_JIT_STACKLIMIT || !own.growStack())
      break;
  }
  if (found == PCRE2_ERROR_JIT_STACKLIMIT)
    found =
        pcre2_match(regex.code.get(), units(text), text.size(), from,
                    PCRE2_NO_UTF_CHECK | PCRE2_NO_JIT, own.data, own.context);
  return found;
}

std::optional<Regex::Match> Regex::Search::findPattern() const {
  int found = match();
  if (found == PCRE2_ERROR_NOMATCH)
    return std::nullopt;
  if (found < 0)
    throw Error(TERN_ERROR_INTERNAL,
                "cannot match the tokenizer's pattern: " + describe(found));
  const PCRE2_SIZE *ends = pcre2_get_ovector_pointer(scratch().data);
  return Match{ends[0], ends[1]};
}
