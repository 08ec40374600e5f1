//===- ReportJson.cpp - the figures of bench, as JSON ---------------------===//
#include "bench/BenchReport.h"

#include <nlohmann/json.hpp>

using namespace tern::bench;
using nlohmann::json;

/// null where there is no floor.
static json positive(double value, bool isThere) {
  return isThere ? json(value) : json(nullptr);
}

static json rowJson(const OpRow &row) {
  bool floored = row.floorSeconds > 0;
  json result = {
      {"op", row.op},
      {"weights", row.weights},
      {"count", row.count},
      {"time_s", row.seconds.median},
      {"spread", row.seconds.spread},
      {"bytes", row.work.bytes},
      {"macs", row.work.macs},
      {"floor_s", positive(row.floorSeconds, floored)},
      {"fraction_of_floor", positive(row.fractionOfFloor(), floored)},
      {"bound", nullptr},
      {"wait_s", row.waiting.median},
      {"share", row.share}};
  if (floored)
    result["bound"] = row.readingBound ? "read" : "dots";
  return result;
}

static json opsJson(const OpTable &table) {
  json ops = json::array();
  for (const OpRow &row : table.rows)
    ops.push_back(rowJson(row));
  ops.push_back(rowJson(table.barrier));
  return ops;
}

static json phaseJson(const BenchReport::Phase &phase) {
  bool floored = phase.floor > 0, opFloored = phase.opFloor() > 0;
  double rate = phase.rate.median;
  json result = {
      {"tokens", phase.tokens},
      {"tok_per_s", rate},
      {"spread", phase.rate.spread},
      {"floor_tok_per_s", positive(phase.floor, floored)},
      {"fraction_of_floor", positive(rate / phase.floor, floored)},
      {"op_floor_tok_per_s", positive(phase.opFloor(), opFloored)},
      {"fraction_of_op_floor", positive(rate / phase.opFloor(), opFloored)},
      {"ops", nullptr}};
  if (phase.ops)
    result["ops"] = opsJson(*phase.ops);
  return result;
}

static json peerJson(const BenchReport &report) {
  if (!report.peer)
    return nullptr;
  const PeerFigures &peer = *report.peer;
  json rates = json::array();
  for (const PeerFigures::Rate &rate : peer.rates)
    rates.push_back({{"name", rate.name},
                     {"tok_per_s", rate.tokensPerSecond.median},
                     {"spread", rate.tokensPerSecond.spread}});
  return {{"command", peer.command},
          {"time_s", peer.seconds.median},
          {"spread", peer.seconds.spread},
          {"tern_time_s", report.processSeconds()},
          {"rates", std::move(rates)}};
}

/// `count` is what a step's tokens are called.
static json togetherJson(const BenchReport &report, const char *count,
                         const std::optional<BenchReport::Together> &steps) {
  if (!steps)
    return nullptr;
  const BenchReport::Together &step = *steps;
  json result = {
      {count, step.tokens},
      {"tok_per_s", double(step.tokens) / step.seconds.median},
      {"time_s", step.seconds.median},
      {"spread", step.seconds.spread},
      {"steps_of_one", report.inSteps(step)},
      {"floor_s", positive(step.floorSeconds, step.floorSeconds > 0)},
      {"fraction_of_floor", positive(step.floorSeconds / step.seconds.median,
                                     step.floorSeconds > 0)},
      {"ops", nullptr}};
  if (step.ops)
    result["ops"] = opsJson(*step.ops);
  return result;
}

static json machineJson(const BenchReport &r) {
  if (!r.withoutFloors.empty())
    return nullptr;
  json machine = {{"read_bytes_per_s", r.bandwidth.best},
                  {"read_spread", r.bandwidth.spread},
                  {"int8_ops_per_s", 2 * r.dotMacs.best},
                  {"int8_spread", r.dotMacs.spread},
                  {"dot_instruction", r.dotInstruction}};
  if (r.deviceMacs) {
    const auto &matrices = r.deviceMacs->matrices;
    machine["dot_ops_per_s"] = 2 * r.deviceMacs->dots.best;
    machine["matrix_ops_per_s"] =
        positive(matrices ? 2 * matrices->best : 0, matrices.has_value());
  }
  return machine;
}

std::string tern::bench::formatJson(const BenchReport &r) {
  json result = {{"model", r.model},
                 {"target", r.target},
                 {"device", r.device},
                 {"threads", r.threads},
                 {"repeats", r.repeats},
                 {"load_s", r.loadSeconds},
                 {"time_to_first_token_s", r.firstTokenSeconds.median},
                 {"peak_rss_bytes", r.peakBytes},
                 {"huge_page_fraction",
                  positive(r.hugePages.value_or(0), r.hugePages.has_value())},
                 {"prefill", phaseJson(r.prefill)},
                 {"decode", phaseJson(r.decode)},
                 {"step", togetherJson(r, "tokens", r.together)},
                 {"batch", togetherJson(r, "sequences", r.batch)},
                 {"weight_bytes_per_token", r.bytesPerToken},
                 {"ternary_macs_per_token", r.macsPerToken},
                 {"machine", machineJson(r)},
                 {"peer", peerJson(r)},
                 {"noisy", !r.noise.empty()},
                 {"noise", r.noise}};
  // One of both.
  (r.device.empty() ? result["device"] : result["threads"]) = nullptr;
  // A model's name may be any bytes.
  return result.dump(2, ' ', false, json::error_handler_t::replace) + "\n";
}
