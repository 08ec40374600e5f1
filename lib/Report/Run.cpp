//===- Run.cpp - figures of `tern bench --json` ---------------------------===//
#include "Run.h"

#include "tern/Checkpoint/Diagnostic.h"
#include "tern/Checkpoint/Json.h"

using namespace llvm;
using namespace tern;

static bool readRow(const json::Value &value, RunRow &row, json::Path path) {
  json::ObjectMapper map(value, path);
  if (!map || !map.map("op", row.op) || !map.map("weights", row.weights) ||
      !map.map("count", row.count) || !map.map("time_s", row.seconds) ||
      !map.map("spread", row.spread) || !map.map("wait_s", row.waitSeconds) ||
      !map.map("share", row.share) || !map.map("bytes", row.bytes) ||
      !map.map("macs", row.macs) || !map.map("floor_s", row.floorSeconds) ||
      !map.map("fraction_of_floor", row.fractionOfFloor))
    return false;
  row.bound = value.getAsObject()->getString("bound").value_or("").str();
  return true;
}

static bool readPhase(const json::Value &value, RunPhase &phase,
                      json::Path path) {
  json::ObjectMapper map(value, path);
  if (!map || !map.map("tokens", phase.tokens) ||
      !map.map("tok_per_s", phase.tokensPerSecond) ||
      !map.map("fraction_of_floor", phase.fractionOfFloor))
    return false;
  const json::Array *ops = value.getAsObject()->getArray("ops");
  if (!ops) {
    path.field("ops").report("expected array");
    return false;
  }
  for (auto [index, op] : enumerate(*ops)) {
    RunRow row;
    if (!readRow(op, row,
                 path.field("ops").index(static_cast<unsigned>(index))))
      return false;
    if (row.op == "barrier")
      phase.barrierShare = row.share;
    else
      phase.rows.push_back(std::move(row));
  }
  return true;
}

static bool fromJSON(const json::Value &value, BenchRun &run, json::Path path) {
  json::ObjectMapper map(value, path);
  if (!map || !map.map("model", run.model) || !map.map("target", run.target) ||
      !map.map("threads", run.threads))
    return false;
  const json::Object &root = *value.getAsObject();
  run.device = root.getString("device").value_or("").str();
  for (auto [name, phase] :
       {std::pair("prefill", &run.prefill), std::pair("decode", &run.decode)}) {
    const json::Value *found = root.get(name);
    if (!found) {
      path.field(name).report("missing value");
      return false;
    }
    if (!readPhase(*found, *phase, path.field(name)))
      return false;
  }
  if (const json::Object *machine = root.getObject("machine")) {
    run.readBytesPerSecond = machine->getNumber("read_bytes_per_s");
    run.int8OpsPerSecond = machine->getNumber("int8_ops_per_s");
  }
  if (const json::Array *noise = root.getArray("noise"))
    for (const json::Value &reason : *noise)
      run.noise.push_back(reason.getAsString().value_or("").str());
  return true;
}

Expected<BenchRun> tern::readRun(StringRef path) {
  Expected<json::Object> object = readJsonObject(path);
  if (!object)
    return object.takeError();
  BenchRun run;
  json::Path::Root root("run");
  if (!fromJSON(json::Value(std::move(*object)), run, root))
    return failure(path, "is no output of tern bench --json: " +
                             toString(root.getError()));
  if (run.prefill.tokens < 1 || run.decode.tokens < 1)
    return failure(path, "is no output of tern bench --json: expected tokens "
                         "of both phases");
  return run;
}
