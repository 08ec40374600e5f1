//===- Emulator.cpp - code of another processor, executed -----------------===//
#include "Emulator.h"

#include "llvm/TargetParser/Triple.h"

#include <cstdlib>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace tern;
using namespace tern::lowering;

extern char **environ;

std::vector<std::string> lowering::emulatorOf(const TargetDescription &target) {
  llvm::Triple triple(target.triple);
  if (triple.isAArch64())
    return {"qemu-aarch64", "-L",  "/usr/aarch64-linux-gnu",
            "-cpu",         "max", TERN_STEP_RUNNERS "/aarch64"};
  if (triple.isRISCV())
    return {"qemu-riscv64",
            "-L",
            "/usr/riscv64-linux-gnu",
            "-cpu",
            "rv64,v=true,vext_spec=v1.0,vlen=128",
            TERN_STEP_RUNNERS "/riscv64"};
  // Node has relaxed SIMD behind a flag, if at all: docs/targets.md.
  if (triple.isWasm() && target.dot == "extmul")
    return {"node", TERN_STEP_RUNNER_WASM};
  return {};
}

[[noreturn]] static void fail(const char *what) {
  std::perror(what);
  std::abort();
}

Emulator::Emulator(std::vector<std::string> command,
                   const std::string &module) {
  int in[2], out[2];
  if (pipe(in) != 0 || pipe(out) != 0)
    fail("pipe");
  command.push_back(module);
  std::vector<char *> arguments;
  for (std::string &word : command)
    arguments.push_back(word.data());
  arguments.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, in[0], STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, out[1], STDOUT_FILENO);
  for (int end : {in[0], in[1], out[0], out[1]})
    posix_spawn_file_actions_addclose(&actions, end);
  if (posix_spawnp(&process, arguments[0], &actions, nullptr, arguments.data(),
                   environ) != 0)
    fail(arguments[0]);
  posix_spawn_file_actions_destroy(&actions);
  close(in[0]);
  close(out[1]);
  requests = fdopen(in[1], "w");
  answers = fdopen(out[0], "r");
}

Emulator::~Emulator() {
  std::fclose(requests);
  std::fclose(answers);
  waitpid(process, nullptr, 0);
}

uint64_t Emulator::step(const StepRequest &request,
                        llvm::ArrayRef<uint8_t> weights,
                        llvm::ArrayRef<int32_t> ids,
                        llvm::MutableArrayRef<uint8_t> kv,
                        llvm::MutableArrayRef<uint8_t> logits) {
  auto send = [&](const void *from, size_t size) {
    if (std::fwrite(from, 1, size, requests) != size)
      fail("writing to the emulator");
  };
  auto receive = [&](void *to, size_t size) {
    if (std::fread(to, 1, size, answers) != size)
      fail("reading from the emulator");
  };
  send(&request, sizeof(request));
  send(weights.data(), weights.size());
  send(kv.data(), kv.size());
  send(ids.data(), ids.size() * sizeof(int32_t));
  std::fflush(requests);
  uint64_t intact;
  receive(&intact, sizeof(intact));
  receive(kv.data(), kv.size());
  receive(logits.data(), logits.size());
  return intact;
}
