//===- TestSupport.h - a manifest and a report with made-up numbers -------===//
#ifndef TERN_UNITTESTS_BENCH_TESTSUPPORT_H
#define TERN_UNITTESTS_BENCH_TESTSUPPORT_H

#include "bench/BenchReport.h"

#include <nlohmann/json.hpp>

namespace tern::bench::test {

/// Two layers of width 8, a vocabulary of 16, untied; prefill takes 4 tokens.
inline nlohmann::json manifest() {
  auto json = nlohmann::json::parse(R"({
    "model": {"layers": 2, "context": 10, "heads": 2, "head_dim": 4},
    "target": {"features": []},
    "kv_bytes": 640,
    "code": {"entries": {"decode": {}, "prefill": {}}},
    "weights": {"tensors": {
      "model.embed_tokens.weight": {"bytes": 256, "type": "16x8xbf16"},
      "rope_table": {"bytes": 160, "type": "10x4xf32"},
      "lm_head.weight": {"bytes": 512, "type": "16x8xf32"}}}})");
  auto stage = [](const char *op, std::vector<std::string> weights) {
    return nlohmann::json{{"op", op}, {"function", op}, {"weights", weights}};
  };
  auto &tensors = json["weights"]["tensors"];
  nlohmann::json decode = {stage("embedding", {"model.embed_tokens.weight"})};
  for (std::string layer : {"model.layers.0.", "model.layers.1."}) {
    std::string up = layer + "up.weight", scale = layer + "up.scale";
    tensors[up] = {{"bytes", 24}, {"type", "12x8x!tern.trit"}};
    tensors[scale] = {{"bytes", 4}, {"type", "f32"}};
    decode.push_back(stage("rope", {"rope_table"}));
    decode.push_back(stage("attention", {}));
    decode.push_back(stage("fused_matmul", {up, scale}));
  }
  nlohmann::json prefill = decode;
  prefill.push_back(stage("tail", {}));
  for (auto *stages : {&decode, &prefill})
    stages->push_back(stage("linear", {"lm_head.weight"}));
  json["code"]["entries"]["decode"]["stages"] = decode;
  json["code"]["entries"]["prefill"]["stages"] = prefill;
  return json;
}

/// Every stage took `working` and `waiting` seconds in every repeat.
inline ProfiledRepeat repeat(const Workload &workload, double working,
                             double waiting) {
  ProfiledRepeat result;
  for (Step::Entry entry : {Step::Decode, Step::Prefill}) {
    size_t count = workload.stages(entry).size();
    result.entries[entry] = {std::vector<double>(count, working),
                             std::vector<double>(count, waiting)};
  }
  return result;
}

inline BenchReport report() {
  BenchReport report;
  report.model = "toy";
  report.target = "any";
  report.threads = 2;
  report.repeats = 3;
  report.bandwidth = {0.9e9, 0.01, 1e9};
  report.dotMacs = {0.9e12, 0.02, 1e12};
  report.dotInstruction = "dots";
  report.bytesPerToken = 1e6;
  report.macsPerToken = 2e6;
  Workload workload(manifest().dump());
  std::vector<ProfiledRepeat> repeats = {repeat(workload, 1e-6, 1e-7)};
  Machine machine{1e9, 1e12};
  report.prefill = {9,
                    {1000, 0.03, 1100},
                    2000,
                    tabulate(workload, planSteps(9, 0, 4), repeats, machine)};
  report.decode = {2,
                   {100, 0.04, 110},
                   1000,
                   tabulate(workload, planSteps(2, 9, 1), repeats, machine)};
  return report;
}

} // namespace tern::bench::test

#endif // TERN_UNITTESTS_BENCH_TESTSUPPORT_H
