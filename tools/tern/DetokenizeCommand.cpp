//===- DetokenizeCommand.cpp - tern detokenize: ids to text ---------------===//
#include "Commands.h"
#include "Input.h"
#include "Runtime.h"

static constexpr const char *detokenizeFooter = R"(
Prints the text of token ids, without special tokens and exactly as it is: no
line break is added. Ids are separated by commas or white space.

Examples:
  tern detokenize story.tern --ids 4094,3847,638
  tern run story.tern -p Hello --tokens | tern detokenize story.tern)";

namespace {
struct DetokenizeOptions {
  std::string tokenizer, ids, file = "-";
  bool special = false;
};
} // namespace

static void run(const DetokenizeOptions &options, bool idsGiven) {
  Tokenizer tokenizer = loadTokenizer(options.tokenizer);
  std::vector<int32_t> ids =
      parseIds(idsGiven ? options.ids : readInput(options.file));
  char *text;
  size_t bytes;
  check(tern_tokenizer_decode(tokenizer.get(), ids.data(), ids.size(),
                              options.special ? 0 : TERN_DECODE_SKIP_SPECIAL,
                              &text, &bytes));
  std::unique_ptr<char, Release<tern_text_free>> owner(text);
  print({text, bytes});
}

void addDetokenizeCommand(CLI::App &app) {
  auto options = std::make_shared<DetokenizeOptions>();
  CLI::App *command = addCommand(app, "detokenize", "Turn token ids into text");
  command->footer(detokenizeFooter);
  command
      ->add_option("tokenizer", options->tokenizer,
                   "Compiled model, NAME.tern, or a tokenizer.json")
      ->required();
  auto *ids = command->add_option("--ids", options->ids, "These ids");
  command->add_option("--file", options->file, "Ids in this file; - for stdin")
      ->capture_default_str()
      ->excludes(ids);
  command->add_flag("--special", options->special, "Print special tokens too");
  command->callback([options, ids] { run(*options, ids->count() > 0); });
}
