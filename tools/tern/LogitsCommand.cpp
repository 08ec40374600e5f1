//===- LogitsCommand.cpp - tern logits: what the model computes -----------===//
#include "AtomicFile.h"
#include "Commands.h"
#include "Input.h"
#include "Placement.h"
#include "Progress.h"

static constexpr const char *logitsFooter = R"(
Writes a Safetensors file with one tensor, `logits`, f32 [tokens, vocab]: row i
belongs to the token after ids[0 .. i].

Examples:
  tern logits story.tern --ids 4094,3847,638 -o logits.safetensors
  tern logits story.tern --ids 4094,3847,638 -o logits.safetensors --step
                  one token at a time: the decode entry instead of the prefill)";

namespace {

struct LogitsOptions {
  std::string bundle, ids, output;
  bool step = false, estimates = false;
  Placement placement;
};

void writeHeader(AtomicFile &file, size_t tokens, int64_t vocab) {
  std::string rows = std::to_string(tokens), columns = std::to_string(vocab);
  std::string bytes = std::to_string(tokens * size_t(vocab) * sizeof(float));
  std::string header = R"({"logits":{"dtype":"F32","shape":[)" + rows + "," +
                       columns + R"(],"data_offsets":[0,)" + bytes + "]}}";
  // Padded with spaces, as the format allows, so that data is aligned.
  uint64_t length = (header.size() + 8 + 63) / 64 * 64 - 8;
  header.resize(length, ' ');
  file.write(&length, sizeof(length));
  file.write(header.data(), header.size());
}

void writeLogits(AtomicFile &file, const Session &session) {
  std::span<const float> logits = readLogits(session).all();
  file.write(logits.data(), logits.size_bytes());
}

void run(const LogitsOptions &options) {
  std::vector<int32_t> ids = parseIds(options.ids);
  Model model = loadModel(options.bundle);
  tern_model_info info = modelInfo(model);
  if (info.exact_logits && !options.estimates)
    throw Failure(options.bundle + ": its head estimates all but the largest " +
                  std::to_string(info.exact_logits) +
                  " logits (compiled with --head=int4-screen), expected "
                  "--estimates to write them");
  Session session = options.placement.createSession(model);
  AtomicFile file(options.output);
  writeHeader(file, ids.size(), info.vocab);
  if (options.step) {
    Progress progress("logits", ids.size());
    for (size_t i = 0; i < ids.size(); ++i) {
      check(tern_step(session.get(), ids[i]));
      writeLogits(file, session);
      progress.update(i + 1);
    }
  } else {
    check(tern_prefill(session.get(), ids.data(), ids.size(), TERN_LOGITS_ALL));
    writeLogits(file, session);
  }
  file.commit();
}

} // namespace

void addLogitsCommand(CLI::App &app) {
  auto options = std::make_shared<LogitsOptions>();
  CLI::App *command =
      addCommand(app, "logits", "Write the logits of given tokens");
  command->footer(logitsFooter);
  addBundleArgument(*command, options->bundle);
  command->add_option("--ids", options->ids, "Token ids, as 5,6,7")->required();
  command->add_option("-o,--output", options->output, "Safetensors file")
      ->required();
  command->add_flag("--step", options->step, "Feed one token at a time");
  command->add_flag("--estimates", options->estimates,
                    "Of a bundle of --head=int4-screen, write estimates too");
  options->placement.addOptions(*command);
  command->callback([options] { run(*options); });
}
