//===- Json.cpp - a report as JSON ----------------------------------------===//
#include "ReportData.h"

#include "llvm/Support/JSON.h"

using namespace llvm;
using namespace tern;

/// Names and texts may hold any bytes.
static json::Value text(StringRef string) { return json::fixUTF8(string); }

template <typename T> static json::Value orNull(const std::optional<T> &value) {
  return value ? json::Value(*value) : json::Value(nullptr);
}

static json::Array texts(ArrayRef<std::string> strings) {
  json::Array array;
  for (StringRef string : strings)
    array.push_back(text(string));
  return array;
}

static void writeModel(json::OStream &json, const Manifest &manifest) {
  const Manifest::Model &model = manifest.model;
  json.attributeObject("model", [&] {
    json.attribute("name", text(model.name));
    json.attribute("architecture", text(model.architecture));
    writeSizes(json, model);
    json.attribute("ternary_weights", model.ternaryWeights);
  });
  json.attributeObject("target", [&] {
    json.attribute("name", text(manifest.target.name));
    json.attribute("triple", text(manifest.target.triple));
    json.attribute("features", texts(manifest.target.features));
  });
  json.attribute("arena_bytes", manifest.arenaBytes);
  json.attribute("kv_bytes", manifest.kvBytes);
  json.attribute("kv_type", text(manifest.kvType));
}

static void writeWeights(json::OStream &json, const ReportData &data) {
  json.attributeArray("weights", [&] {
    for (const Manifest::Tensor &tensor : data.manifest.tensors)
      json.object([&] {
        json.attribute("name", text(tensor.name));
        json.attribute("type", text(tensor.type));
        json.attribute("layout", tensor.layout.empty() ? json::Value(nullptr)
                                                       : text(tensor.layout));
        json.attribute("offset", static_cast<int64_t>(tensor.offset));
        json.attribute("bytes", static_cast<int64_t>(tensor.bytes));
      });
  });
  json.attributeArray("layouts", [&] {
    for (const auto &[name, layout] : data.layouts)
      json.object([&, &name = name, &layout = layout] {
        json.attribute("name", text(name));
        json.attribute("rows", layout.rows);
        json.attribute("columns", layout.columns);
        json.attribute("bytes", layout.bytes);
        json.attributeArray("bits", [&] {
          for (const std::vector<unsigned> &trits : layout.bits)
            json.value(json::Array(trits));
        });
      });
  });
}

static void writeListing(json::OStream &json, const Listing &listing) {
  json.attribute("name", listing.name);
  json.attribute("text", text(listing.text));
  json.attributeArray("sources", [&] {
    for (size_t line = 1; line < listing.sources.size(); ++line) {
      const std::vector<unsigned> &found = listing.sources[line];
      json.value(found.size() == 1 ? json::Value(found.front())
                 : found.empty()   ? json::Value(0)
                                   : json::Value(json::Array(found)));
    }
  });
  json.attributeObject("functions", [&] {
    for (const auto &[name, range] : listing.functions)
      json.attribute(json::fixUTF8(name), json::Array{range.first, range.last});
  });
  json.attributeObject("params", [&] {
    for (const auto &[name, line] : listing.params)
      json.attribute(json::fixUTF8(name), line);
  });
}

static void writeRow(json::OStream &json, const StepRow &row) {
  json.attribute("op", text(row.op));
  json.attribute("weights", text(row.weights));
  json.attribute("count", row.count);
  json.attribute("bytes", row.bytes);
  json.attribute("macs", row.macs);
  json.attribute("calls", json::Array(row.calls));
  json.attribute("predicted_cycles", orNull(row.cycles));
  if (!row.measured)
    return;
  const RunRow &run = *row.measured;
  json.attribute("time_s", run.seconds);
  json.attribute("spread", run.spread);
  json.attribute("wait_s", run.waitSeconds);
  json.attribute("share", run.share);
  json.attribute("floor_s", orNull(run.floorSeconds));
  json.attribute("fraction_of_floor", orNull(run.fractionOfFloor));
  json.attribute("bound",
                 run.bound.empty() ? json::Value(nullptr) : text(run.bound));
}

static void writeEntry(json::OStream &json, const StepEntry &entry) {
  json.attribute("symbol", text(entry.symbol));
  json.attribute("max_tokens", entry.maxTokens);
  json.attribute("tokens", entry.tokens);
  json.attribute("position", entry.position);
  if (entry.measured) {
    json.attribute("tok_per_s", entry.measured->tokensPerSecond);
    json.attribute("fraction_of_floor",
                   orNull(entry.measured->fractionOfFloor));
    json.attribute("barrier_share", entry.measured->barrierShare);
  }
  json.attributeArray("calls", [&] {
    for (const StageCall &call : entry.calls)
      json.object([&] {
        json.attribute("op", text(call.op));
        json.attribute("function", text(call.function));
        json.attribute("weights", texts(call.weights));
        json.attribute("line", call.line);
      });
  });
  json.attributeArray("rows", [&] {
    for (const StepRow &row : entry.rows)
      json.object([&] { writeRow(json, row); });
  });
}

static void writeLoops(json::OStream &json, const ReportData &data) {
  json.attributeObject("prediction", [&] {
    json.attribute("cpu", text(data.predictions.cpu));
    json.attribute("problem", data.predictions.problem.empty()
                                  ? json::Value(nullptr)
                                  : text(data.predictions.problem));
  });
  json.attributeArray("loops", [&] {
    for (const auto &[loop, predicted] :
         llvm::zip_equal(data.loops, data.predictions.loops))
      json.object([&, &loop = loop, &predicted = predicted] {
        json.attribute("function", text(loop.code.function));
        json.attribute("first", loop.code.lines.first);
        json.attribute("last", loop.code.lines.last);
        json.attribute("runs", loop.nest ? json::Value(loop.nest->runs)
                                         : json::Value(nullptr));
        json.attribute("unknown", loop.nest ? json::Value(loop.nest->unknown)
                                            : json::Value(nullptr));
        if (!predicted)
          return;
        json.attribute("cycles", predicted->cycles);
        json.attribute("throughput_cycles", predicted->throughput);
        json.attribute("instructions", predicted->instructions);
      });
  });
}

static void writeRun(json::OStream &json, const BenchRun &run) {
  json.attributeObject("run", [&] {
    json.attribute("threads", orNull(run.threads));
    json.attribute("device", run.device.empty() ? json::Value(nullptr)
                                                : text(run.device));
    json.attribute("read_bytes_per_s", orNull(run.readBytesPerSecond));
    json.attribute("int8_ops_per_s", orNull(run.int8OpsPerSecond));
    json.attribute("noise", texts(run.noise));
  });
}

std::string tern::toJSON(const ReportData &data) {
  std::string result;
  raw_string_ostream os(result);
  json::OStream json(os);
  json.object([&] {
    json.attribute("version", 1);
    json.attribute("producer", "tern " TERN_VERSION);
    writeModel(json, data.manifest);
    json.attributeArray("stages", [&] {
      for (const Listing &listing : data.listings)
        json.object([&] { writeListing(json, listing); });
    });
    json.attributeObject("entries", [&] {
      for (const StepEntry &entry : data.entries)
        json.attributeObject(entry.name, [&] { writeEntry(json, entry); });
    });
    writeLoops(json, data);
    writeWeights(json, data);
    if (data.run)
      writeRun(json, *data.run);
    else
      json.attribute("run", nullptr);
  });
  return result;
}
