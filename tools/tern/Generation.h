//===- Generation.h - token by token --------------------------------------===//
#ifndef TERN_TOOLS_TERN_GENERATION_H
#define TERN_TOOLS_TERN_GENERATION_H

#include "Runtime.h"

#include <functional>

/// Why a text ended.
enum class Stop { EndOfText, MostTokens, ContextFull, Interrupted };

/// Whether a token ends a text.
bool isEnd(const tern_model_info &info, int32_t id);

/// Draws tokens and appends them to the session, whose last token is not the
/// text's: `most` of them, without end if it is negative. `emit` gets each and
/// returns whether to go on. The last token is not appended.
Stop generate(const Session &session, const tern_model_info &info,
              const tern_sampling &sampling, int64_t most,
              const std::function<bool(int32_t)> &emit);

#endif // TERN_TOOLS_TERN_GENERATION_H
