//===- InfoCommand.cpp - tern info: what is inside a bundle ---------------===//
#include "Commands.h"
#include "Input.h"
#include "Runtime.h"

#include <cstdio>
#include <map>
#include <nlohmann/json.hpp>

static constexpr const char *infoFooter = R"(
Loads the bundle, so it also says whether this machine can run it; of a bundle
for a device only what it needs there (tern devices lists what there is).

Examples:
  tern info story.tern
  tern info story.tern --verify      reads everything, compares content hashes
  tern info story.tern --json        manifest.json as it is)";

namespace {

struct InfoOptions {
  std::string bundle;
  bool verify = false, json = false;
};

std::string row(const std::string &name, const std::string &value) {
  std::string padded = name;
  padded.resize(std::max<size_t>(name.size() + 1, 16), ' ');
  return padded + value + "\n";
}

std::string size(int64_t bytes) {
  char text[32];
  std::snprintf(text, sizeof(text), "%.1f KiB", double(bytes) / 1024);
  if (bytes >= 1 << 20)
    std::snprintf(text, sizeof(text), "%.1f MiB", double(bytes) / (1 << 20));
  return text;
}

std::string modelRows(const nlohmann::json &model) {
  auto number = [&](const char *key) {
    return std::to_string(model.at(key).get<int64_t>());
  };
  return row("model", model.at("name").get<std::string>() + ", " +
                          model.at("architecture").get<std::string>()) +
         row("shape", number("layers") + " layers, hidden " +
                          number("hidden_size") + ", intermediate " +
                          number("intermediate_size")) +
         row("attention", number("heads") + " heads, " + number("kv_heads") +
                              " key/value heads of " + number("head_dim")) +
         row("vocabulary", number("vocab_size") + ", begin " +
                               model.at("bos").dump() + ", end " +
                               model.at("eos").dump()) +
         row("context", number("context") + " tokens") +
         (model.contains("exact_logits")
              ? row("exact logits", "the largest " + number("exact_logits") +
                                        ", others estimated")
              : "") +
         row("ternary", number("ternary_weights") + " weights");
}

/// Names on one line.
std::string listed(const nlohmann::json &names) {
  std::string text;
  for (const auto &name : names)
    text += (text.empty() ? "" : ", ") + name.get<std::string>();
  return text.empty() ? "none" : text;
}

std::string targetRows(const nlohmann::json &target) {
  return row("target", target.at("name").get<std::string>() + " (" +
                           target.at("triple").get<std::string>() + ")") +
         row("features", listed(target.at("features")));
}

/// What a bundle for a device needs there; nothing of one for a processor.
std::string deviceRows(const nlohmann::json &code) {
  if (!code.contains("device"))
    return "";
  const nlohmann::json &device = code.at("device");
  return row("device",
             device.at("api").get<std::string>() + ", workgroups of " +
                 device.at("workgroup").dump() + " threads, " +
                 std::to_string(device.at("bindings").size()) + " buffers") +
         row("needs", listed(device.at("features")));
}

std::string entryRows(const nlohmann::json &entries) {
  std::string rows;
  for (const auto &[name, entry] : entries.items())
    rows += row("entry " + name,
                (entry.contains("symbol")
                     ? entry.at("symbol").get<std::string>()
                     : std::to_string(entry.at("stages").size()) + " kernels") +
                    ", up to " + entry.at("max_tokens").dump() + " tokens");
  return rows;
}

std::string layoutOf(const nlohmann::json &tensor) {
  return tensor.value("layout", "dense");
}

/// Bytes by layout, then every tensor.
std::string tensorRows(const nlohmann::json &tensors) {
  struct Sum {
    size_t count;
    int64_t bytes;
  };
  std::map<std::string, Sum> layouts;
  std::string table;
  for (const auto &[name, tensor] : tensors.items()) {
    Sum &sum = layouts[layoutOf(tensor)];
    ++sum.count;
    sum.bytes += tensor.at("bytes").get<int64_t>();
    table += "  " + name + "  " + tensor.at("type").get<std::string>() + "  " +
             layoutOf(tensor) + "  " + size(tensor.at("bytes").get<int64_t>()) +
             "\n";
  }
  std::string rows;
  for (const auto &[layout, sum] : layouts)
    rows += row("layout " + layout,
                std::to_string(sum.count) + " tensors, " + size(sum.bytes));
  return rows + "\ntensors\n" + table;
}

void run(const InfoOptions &options) {
  Model model = loadModel(options.bundle, options.verify);
  const char *text;
  check(tern_model_get_manifest(model.get(), &text));
  if (options.json)
    return print(text);
  nlohmann::json manifest = nlohmann::json::parse(text);
  std::string rows =
      modelRows(manifest.at("model")) + targetRows(manifest.at("target")) +
      deviceRows(manifest.at("code")) +
      entryRows(manifest.at("code").at("entries")) +
      row("activations", size(manifest.at("arena_bytes").get<int64_t>())) +
      row("kv cache", size(manifest.at("kv_bytes").get<int64_t>()) + " of " +
                          manifest.value("kv_type", "f32"));
  for (const auto &[name, file] : manifest.at("files").items())
    rows += row("file " + name, size(file.at("bytes").get<int64_t>()));
  print(rows + tensorRows(manifest.at("weights").at("tensors")));
}

} // namespace

void addInfoCommand(CLI::App &app) {
  auto options = std::make_shared<InfoOptions>();
  CLI::App *command = addCommand(app, "info", "What is inside a bundle");
  command->footer(infoFooter);
  addBundleArgument(*command, options->bundle);
  command->add_flag("--verify", options->verify, "Compare content hashes");
  command->add_flag("--json", options->json, "Print the manifest");
  command->callback([options] { run(*options); });
}
