//===- Commands.h - the commands of tern, one file each -------------------===//
#ifndef TERN_TOOLS_TERN_COMMANDS_H
#define TERN_TOOLS_TERN_COMMANDS_H

#include <CLI/CLI.hpp>

// Each adds its command to the application; the command runs while the
// arguments are parsed and throws Failure when it fails.
void addRunCommand(CLI::App &app);
void addChatCommand(CLI::App &app);
void addLogitsCommand(CLI::App &app);
void addTokenizeCommand(CLI::App &app);
void addDetokenizeCommand(CLI::App &app);
void addEvalCommand(CLI::App &app);
void addBenchCommand(CLI::App &app);
void addInfoCommand(CLI::App &app);
void addDevicesCommand(CLI::App &app);

/// A command of the application. Who makes one compiles all that CLI::App has:
/// main.cpp alone.
CLI::App *addCommand(CLI::App &app, const std::string &name,
                     const std::string &description);

/// The bundle, the same everywhere.
inline void addBundleArgument(CLI::App &command, std::string &path) {
  command.add_option("bundle", path, "Compiled model, NAME.tern")->required();
}

#endif // TERN_TOOLS_TERN_COMMANDS_H
