//===- TokenizerBench.cpp - how fast text becomes ids and ids text --------===//
//
// TERN_BENCH_TEXT names a text to use, 10 MB of English for instance; without
// it there is a small one, over and over, which flatters every cache.
//
//===----------------------------------------------------------------------===//
#include "tokenizer/Tokenizer.h"

#include <benchmark/benchmark.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <map>

using tern::rt::Tokenizer;

static constexpr const char *inputs = TERN_BENCH_INPUTS;

static std::string readAll(const std::string &path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

static const std::string &english() {
  static const std::string text = [] {
    if (const char *path = std::getenv("TERN_BENCH_TEXT"))
      return readAll(path);
    std::string once = readAll(std::string(inputs) + "/reference/eval.txt");
    std::string all;
    while (all.size() < 10'000'000)
      all += once;
    return all;
  }();
  return text;
}

static const Tokenizer &tokenizer(const std::string &name) {
  static std::map<std::string, Tokenizer> loaded;
  auto found = loaded.find(name);
  if (found == loaded.end())
    found =
        loaded
            .emplace(name, tern::rt::loadTokenizer(std::string(inputs) + name))
            .first;
  return found->second;
}

static void encode(benchmark::State &state, const std::string &name,
                   const std::string &text) {
  const Tokenizer &t = tokenizer(name);
  size_t count = 0;
  while (state.KeepRunning())
    count = t.encode(text, true).size();
  state.SetBytesProcessed(static_cast<int64_t>(state.iterations()) *
                          static_cast<int64_t>(text.size()));
  state.counters["ids"] = static_cast<double>(count);
}

static void decode(benchmark::State &state, const std::string &name) {
  const Tokenizer &t = tokenizer(name);
  std::vector<int32_t> ids = t.encode(english(), false);
  size_t bytes = 0;
  while (state.KeepRunning())
    bytes = t.decode(ids, true).size();
  state.SetBytesProcessed(static_cast<int64_t>(state.iterations() * bytes));
}

static void load(benchmark::State &state, const std::string &name) {
  std::string text = readAll(std::string(inputs) + name);
  while (state.KeepRunning())
    benchmark::DoNotOptimize(Tokenizer(name, text));
}

static std::string repeat(const std::string &part, size_t bytes) {
  std::string text;
  while (text.size() < bytes)
    text += part;
  return text;
}

int main(int argc, char **argv) {
  using benchmark::RegisterBenchmark;
  const std::string storyteller = "/reference/tokenizer/tokenizer.json";
  const std::pair<const char *, std::string> kinds[] = {
      {"storyteller", storyteller},
      {"gpt2", "/tokenizer/gpt2.json"},
      {"qwen", "/tokenizer/qwen.json"},
      {"llama2", "/tokenizer/llama2.json"}};
  // One line each, of a megabyte.
  const std::pair<const char *, std::string> lines[] = {
      {"spaces", " "},
      {"letter", "a"},
      {"digits", "1234567890"},
      {"breaks", "\n"},
      {"words", "abcdefghijklmnopqrstuvwxyz"},
      {"emoji", "\U0001f642"},
      {"marks", "\u0301"}};

  benchmark::Initialize(&argc, argv);
  for (const auto &kind : kinds) {
    const std::string name = kind.first, file = kind.second;
    RegisterBenchmark(("encode/" + name).c_str(),
                      [file](auto &state) { encode(state, file, english()); });
    RegisterBenchmark(("decode/" + name).c_str(),
                      [file](auto &state) { decode(state, file); });
    for (const auto &line : lines)
      RegisterBenchmark(("encode/" + name + "/" + line.first).c_str(),
                        [file, text = repeat(line.second, 1'000'000)](
                            auto &state) { encode(state, file, text); });
  }
  RegisterBenchmark("load/storyteller",
                    [&](auto &state) { load(state, storyteller); });
  benchmark::RunSpecifiedBenchmarks();
}
