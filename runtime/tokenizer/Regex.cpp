//===- Regex.cpp - split patterns of tokenizer.json -----------------------===//
#include "tokenizer/Regex.h"

#include "Error.h"

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

/// What one search needs of its own: match data, and a stack for compiled
/// patterns that backtrack far.
struct Scratch {
  explicit Scratch(const pcre2_code *code)
      : data(pcre2_match_data_create_from_pattern(code, nullptr)),
        context(pcre2_match_context_create(nullptr)),
        stack(pcre2_jit_stack_create(32 << 10, 8 << 20, nullptr)) {
    if (!data || !context)
      failResources("no memory to match a pattern");
    // Without one (no memory) PCRE2 uses a small stack of its own.
    if (stack)
      pcre2_jit_stack_assign(context, nullptr, stack);
  }
  ~Scratch() {
    pcre2_jit_stack_free(stack);
    pcre2_match_context_free(context);
    pcre2_match_data_free(data);
  }
  Scratch(const Scratch &) = delete;
  Scratch &operator=(const Scratch &) = delete;

  pcre2_match_data *data;
  pcre2_match_context *context;
  pcre2_jit_stack *stack;
};

} // namespace

Regex Regex::fromPattern(std::string_view pattern) {
  // Ruby's ^ and $ are anchors of lines.
  return {translatePattern(pattern), PCRE2_UCP | PCRE2_MULTILINE};
}

Regex Regex::fromLiteral(std::string_view text) {
  return {text, PCRE2_LITERAL};
}

Regex::Regex(std::string_view pattern, uint32_t options) {
  std::unique_ptr<pcre2_compile_context, decltype(&pcre2_compile_context_free)>
      context(pcre2_compile_context_create(nullptr),
              pcre2_compile_context_free);
  if (!context)
    failResources("no memory to compile a pattern");
  pcre2_set_newline(context.get(), PCRE2_NEWLINE_LF);
  int error;
  PCRE2_SIZE offset;
  pcre2_code *compiled =
      pcre2_compile(units(pattern), pattern.size(), options | PCRE2_UTF, &error,
                    &offset, context.get());
  if (!compiled)
    failFormat("pattern '" + std::string(pattern) + "': " + describe(error) +
               " (at byte " + std::to_string(offset) + ")");
  code.reset(compiled, [](const pcre2_code *code) {
    pcre2_code_free(const_cast<pcre2_code *>(code));
  });
  // Where machine code cannot be had, PCRE2 interprets.
  (void)pcre2_jit_compile(compiled, PCRE2_JIT_COMPLETE);
}

std::vector<Regex::Match> Regex::findAll(std::string_view text) const {
  std::vector<Match> matches;
  Scratch scratch(code.get());
  for (size_t from = 0; from < text.size();) {
    auto match = [&](uint32_t options) {
      // The text was checked once; checking it again at every match would make
      // the search quadratic.
      return pcre2_match(code.get(), units(text), text.size(), from,
                         PCRE2_NO_UTF_CHECK | PCRE2_NOTEMPTY | options,
                         scratch.data, scratch.context);
    };
    int found = match(0);
    if (found == PCRE2_ERROR_JIT_STACKLIMIT)
      found = match(PCRE2_NO_JIT);
    if (found == PCRE2_ERROR_NOMATCH)
      break;
    if (found < 0)
      throw Error(TERN_ERROR_INTERNAL,
                  "cannot match the tokenizer's pattern: " + describe(found));
    const PCRE2_SIZE *ends = pcre2_get_ovector_pointer(scratch.data);
    matches.push_back({ends[0], ends[1]});
    from = ends[1];
  }
  return matches;
}
