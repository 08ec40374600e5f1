//===- Workload.cpp - what the steps of a model must do -------------------===//
#include "tern/Bench/Workload.h"

#include "tern/StageReads.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <nlohmann/json.hpp>
#include <numeric>
#include <set>

using namespace tern;
using namespace tern::bench;
using nlohmann::json;

Work &Work::operator+=(const Work &other) {
  bytes += other.bytes;
  macs += other.macs;
  return *this;
}

bool Machine::isReadingBound(const Work &work) const {
  return work.bytes * macsPerSecond >= work.macs * bytesPerSecond;
}

double Machine::floorSeconds(const Work &work) const {
  if (bytesPerSecond <= 0 || macsPerSecond <= 0)
    return 0;
  return isReadingBound(work) ? work.bytes / bytesPerSecond
                              : work.macs / macsPerSecond;
}

std::vector<Step> tern::bench::planSteps(int64_t tokens, int64_t position,
                                         int64_t maxPrefill) {
  std::vector<Step> steps;
  while (tokens > 0) {
    int64_t most = std::min(tokens, maxPrefill);
    steps.push_back({most == 1 ? Step::Decode : Step::Prefill, most, position});
    position += most;
    tokens -= most;
  }
  return steps;
}

/// The leading sizes of a type, `256x768x!tern.trit`.
static std::vector<int64_t> parseShape(const std::string &type) {
  std::vector<int64_t> shape;
  const char *next = type.data(), *end = next + type.size();
  for (;;) {
    int64_t size;
    auto [after, error] = std::from_chars(next, end, size);
    if (error != std::errc() || after == end || *after != 'x')
      return shape;
    shape.push_back(size);
    next = after + 1;
  }
}

static double countElements(const std::vector<int64_t> &shape) {
  return std::accumulate(shape.begin(), shape.end(), 1.0,
                         [](double count, int64_t size) {
                           return count * static_cast<double>(size);
                         });
}

/// A row's part of a matrix; else the whole.
static double rowBytes(double bytes, const std::vector<int64_t> &shape) {
  return shape.size() == 2 && shape[0] > 0
             ? bytes / static_cast<double>(shape[0])
             : bytes;
}

static bool looksUp(const std::string &op) {
  return getRowsRead(op) == RowsRead::Numbered;
}

/// Whether it is known before what a stage reads of a tensor: of the later
/// stages of a screened head the token decides it.
static bool reads(const std::string &op, const Tensor &tensor) {
  return getRowsRead(op) != RowsRead::Chosen ||
         tensor.name.ends_with(".screen_bounds");
}

/// `stages` are those of a token; without them, names tell what is a table.
static double sumTokenBytes(const json &tensors,
                            const std::vector<Stage> &stages) {
  std::set<std::string> tables, whole, some;
  for (const Stage &stage : stages)
    for (const Tensor &tensor : stage.weights)
      (looksUp(stage.op)         ? tables
       : reads(stage.op, tensor) ? whole
                                 : some)
          .insert(tensor.name);
  if (stages.empty()) {
    tables = {"rope_table"};
    if (tensors.contains("lm_head.weight"))
      tables.insert("model.embed_tokens.weight");
  }
  double sum = 0;
  for (const auto &[name, tensor] : tensors.items()) {
    double bytes = tensor.at("bytes");
    bool isWhole = whole.contains(name);
    if (!isWhole && tables.contains(name))
      sum += rowBytes(bytes, parseShape(tensor.at("type")));
    else if (isWhole || !some.contains(name))
      sum += bytes;
  }
  return sum;
}

static std::vector<Stage> readStages(const json &entry, const json &tensors) {
  std::vector<Stage> stages;
  bool forLogits = false;
  for (const json &listed : entry.value("stages", json::array())) {
    Stage stage{listed.at("op"), {}, forLogits};
    for (const json &name : listed.at("weights")) {
      const json &tensor = tensors.at(name.get<std::string>());
      std::string type = tensor.at("type");
      stage.weights.push_back(
          {name, type, tensor.at("bytes"), parseShape(type)});
    }
    forLogits |= stage.op == "tail";
    stages.push_back(std::move(stage));
  }
  return stages;
}

Workload::Workload(const std::string &text) {
  json manifest = json::parse(text);
  const json &code = manifest.at("code").at("entries");
  const json &weights = manifest.at("weights");
  const json &tensors = weights.at("tensors");
  file = weights.value("file", "");
  entries[Step::Decode] = readStages(code.at("decode"), tensors);
  entries[Step::Prefill] = readStages(code.at("prefill"), tensors);
  if (code.contains("batch"))
    entries[Step::Batch] = readStages(code.at("batch"), tensors);
  manifest.at("target").at("features").get_to(needed);
  const json device = manifest.at("code").value("device", json::object());
  const json probes = device.value("probes", json::object());
  probed = probes.contains("read") && probes.contains("dot");
  const json &model = manifest.at("model");
  auto number = [&](const char *name) { return model.at(name).get<double>(); };
  cacheBytes = manifest.at("kv_bytes").get<double>() /
               (number("layers") * number("context"));
  tokenBytes = sumTokenBytes(tensors, entries[Step::Decode]);
  // A product with a key and one with a value.
  attentionMacs = 2 * number("heads") * number("head_dim");
}

Work Workload::of(const Stage &stage, const Step &step) const {
  Work work;
  auto tokens = static_cast<double>(step.tokens);
  auto position = static_cast<double>(step.position);
  // Nobody else reads what a sequence's token does.
  if (stage.op == "attention" && step.entry == Step::Batch)
    return {cacheBytes * tokens * (position + 1),
            attentionMacs * tokens * (position + 1)};
  if (stage.op == "attention")
    return {cacheBytes * (position + tokens),
            attentionMacs * tokens * (position + (tokens + 1) / 2)};
  bool byRow = looksUp(stage.op);
  static constexpr std::array products = {
      "linear", "int8_linear",  "int6_linear", "trit_linear",
      "matmul", "fused_matmul", "fused_glu"};
  bool multiplies =
      std::find(products.begin(), products.end(), stage.op) != products.end();
  for (const Tensor &tensor : stage.weights) {
    if (!reads(stage.op, tensor))
      continue;
    work.bytes +=
        byRow ? rowBytes(tensor.bytes, tensor.shape) * tokens : tensor.bytes;
    if (stage.op == "head_screen" && tensor.type.ends_with("xi8")) {
      // Two codes a byte, each times two digits.
      work.macs += 4 * tensor.bytes;
      continue;
    }
    // Codes are multiplied with two digits; four of six bits take three bytes.
    double factors = stage.op == "int8_linear"   ? 2
                     : stage.op == "int6_linear" ? 2 * 4 / 3.0
                                                 : 1;
    if (multiplies && !tensor.name.ends_with(".int6_factors") &&
        tensor.isMatrix())
      work.macs +=
          factors * countElements(tensor.shape) *
          (stage.forLogits ? static_cast<double>(step.logits) : tokens);
  }
  return work;
}
