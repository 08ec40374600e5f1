//===- TokenizeCommand.cpp - tern tokenize: text to ids -------------------===//
#include "Commands.h"
#include "Input.h"
#include "Runtime.h"

static constexpr const char *tokenizeFooter = R"(
Prints token ids on one line, with the tokens that the tokenizer puts around a
text (usually one that begins it).

Examples:
  tern tokenize story.tern --text "Once upon a time"
  tern tokenize tokenizer.json --file chapter.txt
  echo -n Hello | tern tokenize story.tern --file -)";

namespace {
struct TokenizeOptions {
  std::string tokenizer, text, file;
};
} // namespace

void addTokenizeCommand(CLI::App &app) {
  auto options = std::make_shared<TokenizeOptions>();
  CLI::App *command = addCommand(app, "tokenize", "Turn text into token ids");
  command->footer(tokenizeFooter);
  command
      ->add_option("tokenizer", options->tokenizer,
                   "Compiled model, NAME.tern, or a tokenizer.json")
      ->required();
  auto *source = command->add_option_group("source", "What to tokenize");
  source->add_option("--text", options->text, "This text");
  auto *file =
      source->add_option("--file", options->file, "This file; - for stdin");
  source->require_option(1);
  command->callback([options, file] {
    std::string text =
        file->count() > 0 ? readInput(options->file) : options->text;
    print(formatIds(encode(loadTokenizer(options->tokenizer), text)));
  });
}
