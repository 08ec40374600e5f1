//===- BenchReport.cpp - the figures of bench, as text or JSON ------------===//
#include "BenchReport.h"

#include <cstdarg>
#include <cstdio>
#include <nlohmann/json.hpp>

__attribute__((format(printf, 1, 2))) static std::string
format(const char *pattern, ...) {
  char text[256];
  va_list values;
  va_start(values, pattern);
  std::vsnprintf(text, sizeof(text), pattern, values);
  va_end(values);
  return text;
}

static std::string phaseLine(const char *name,
                             const BenchReport::Phase &phase) {
  std::string line =
      format("%-8s %6zu tokens %12.1f tok/s", name, phase.tokens, phase.rate);
  if (phase.floor > 0)
    line += format("   %5.1f %% of the floor, %.1f tok/s",
                   100 * phase.rate / phase.floor, phase.floor);
  return line + "\n";
}

std::string formatText(const BenchReport &r) {
  return r.model + " for " + r.target + format(", %d threads\n", r.threads) +
         phaseLine("prefill", r.prefill) + phaseLine("decode", r.decode) +
         format("load %.1f ms, first token after %.1f ms, peak memory %.1f "
                "MiB\n",
                1e3 * r.loadSeconds, 1e3 * r.firstTokenSeconds,
                double(r.peakBytes) / (1 << 20)) +
         format("floors: memory is read at %.1f GB/s, a token reads %.2f MB; ",
                r.bandwidth / 1e9, r.bytesPerToken / 1e6) +
         format("int8 dots run at %.0f GOPS (%s), a token needs %.2f MMAC\n",
                2 * r.dotMacsPerSecond / 1e9, r.dotInstruction.c_str(),
                r.macsPerToken / 1e6);
}

static nlohmann::json phaseJson(const BenchReport::Phase &phase) {
  nlohmann::json json = {{"tokens", phase.tokens},
                         {"tok_per_s", phase.rate},
                         {"floor_tok_per_s", nullptr},
                         {"fraction_of_floor", nullptr}};
  if (phase.floor > 0) {
    json["floor_tok_per_s"] = phase.floor;
    json["fraction_of_floor"] = phase.rate / phase.floor;
  }
  return json;
}

std::string formatJson(const BenchReport &r) {
  nlohmann::json json = {{"model", r.model},
                         {"target", r.target},
                         {"threads", r.threads},
                         {"load_s", r.loadSeconds},
                         {"time_to_first_token_s", r.firstTokenSeconds},
                         {"peak_rss_bytes", r.peakBytes},
                         {"prefill", phaseJson(r.prefill)},
                         {"decode", phaseJson(r.decode)},
                         {"weight_bytes_per_token", r.bytesPerToken},
                         {"ternary_macs_per_token", r.macsPerToken},
                         {"machine",
                          {{"read_bytes_per_s", r.bandwidth},
                           {"int8_ops_per_s", 2 * r.dotMacsPerSecond},
                           {"dot_instruction", r.dotInstruction}}}};
  // A model's name may be any bytes.
  return json.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) +
         "\n";
}
