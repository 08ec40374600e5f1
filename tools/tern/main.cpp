//===- main.cpp - tern: runs, measures and inspects compiled models -------===//
#include "Commands.h"
#include "Failure.h"

#include "tern/runtime.h"

#include <csignal>
#include <cstdio>

static constexpr const char *footer = R"(
Start here:
  tern info story.tern                          what is inside
  tern run story.tern -p "Once upon a time"     generate text
  tern chat model.tern                          have a conversation
  tern bench story.tern                         how fast, and how fast it could be
  tern COMMAND --help                           everything about a command

Answers go to stdout, progress and messages to stderr.
Exit codes: 0 done, 1 failed (one line on stderr says why), 2 wrong usage.)";

CLI::App *addCommand(CLI::App &app, const std::string &name,
                     const std::string &description) {
  return app.add_subcommand(name, description);
}

/// CLI11 calls an unknown command a missing one.
static std::string explain(const CLI::App &app, const CLI::ParseError &error) {
  std::vector<std::string> extra = app.remaining();
  if (app.get_subcommands().empty() && !extra.empty())
    return "unknown command '" + extra[0] + "'";
  return error.what();
}

static int run(int argc, char **argv) {
  CLI::App app("Runs models that ternc compiled: bundles, NAME.tern.", "tern");
  app.footer(footer);
  app.set_version_flag("--version", std::string("tern ") + tern_version());
  app.require_subcommand(1);
  addRunCommand(app);
  addChatCommand(app);
  addLogitsCommand(app);
  addTokenizeCommand(app);
  addDetokenizeCommand(app);
  addEvalCommand(app);
  addBenchCommand(app);
  addInfoCommand(app);
  addDevicesCommand(app);
  try {
    app.parse(argc, argv);
    return 0;
  } catch (const CLI::ParseError &error) {
    // --help and --version end the parse too.
    if (error.get_exit_code() == 0)
      return app.exit(error);
    std::fprintf(stderr, "tern: error: %s (tern --help)\n",
                 explain(app, error).c_str());
    return 2;
  }
}

int main(int argc, char **argv) {
  // A reader that goes away and a limit on the size of files are errors of
  // ours to report, not signals.
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);
  try {
    return run(argc, argv);
  } catch (const std::exception &error) {
    std::fprintf(stderr, "tern: error: %s\n", error.what());
    return 1;
  }
}
