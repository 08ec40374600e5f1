//===- ReportText.cpp - the figures of bench, as text ---------------------===//
#include "bench/BenchReport.h"
#include "bench/Format.h"

using namespace tern::bench;

static std::string phaseLine(const char *name,
                             const BenchReport::Phase &phase) {
  std::string line =
      format("%-8s %6zu tokens %12.1f tok/s, spread %4.1f %%", name,
             phase.tokens, phase.rate.median, 100 * phase.rate.spread);
  if (phase.floor > 0)
    line += format("   %5.1f %% of the floor, %.1f tok/s",
                   100 * phase.rate.median / phase.floor, phase.floor);
  if (phase.opFloor() > 0)
    line += format("; %.1f %% of all operations' floors, %.1f tok/s",
                   100 * phase.rate.median / phase.opFloor(), phase.opFloor());
  return line + "\n";
}

static std::string peerLines(const PeerFigures &peer, double ternSeconds) {
  std::string text = "peer: " + peer.command + "\n";
  text += format("  the whole process %12.3f s, spread %4.1f %%; Tern loads, "
                 "prefills and decodes in %.3f s\n",
                 peer.seconds.median, 100 * peer.seconds.spread, ternSeconds);
  for (const PeerFigures::Rate &rate : peer.rates)
    text +=
        format("  %12.1f tok/s, spread %4.1f %%  ", rate.tokensPerSecond.median,
               100 * rate.tokensPerSecond.spread) +
        rate.name + "\n";
  return text;
}

/// `what` a step is of.
static std::string togetherLine(const BenchReport &r, const char *what,
                                const BenchReport::Together &step) {
  std::string line =
      format("a step of %lld %s %10.2f ms, spread %4.1f %%, %.1f tok/s   as "
             "long as %.2f steps of one",
             static_cast<long long>(step.tokens), what,
             1e3 * step.seconds.median, 100 * step.seconds.spread,
             double(step.tokens) / step.seconds.median, r.inSteps(step));
  if (step.floorSeconds > 0)
    line += format("; %.1f %% of the floor, %.2f ms",
                   100 * step.floorSeconds / step.seconds.median,
                   1e3 * step.floorSeconds);
  return line + "\n";
}

static std::string floorsLine(const BenchReport &r) {
  if (!r.withoutFloors.empty())
    return format("floors: none; a token reads %.2f MB and needs %.2f MMAC: ",
                  r.bytesPerToken / 1e6, r.macsPerToken / 1e6) +
           r.withoutFloors + "\n";
  return format("floors: memory is read at %.1f GB/s, spread %.1f %%, a token "
                "reads %.2f MB; ",
                r.bandwidth.best / 1e9, 100 * r.bandwidth.spread,
                r.bytesPerToken / 1e6) +
         format("int8 dots run at %.0f GOPS (%s), spread %.1f %%, a token "
                "needs %.2f MMAC\n",
                2 * r.dotMacs.best / 1e9, r.dotInstruction.c_str(),
                100 * r.dotMacs.spread, r.macsPerToken / 1e6);
}

std::string tern::bench::formatText(const BenchReport &r) {
  std::string text = r.model + " for " + r.target +
                     (r.device.empty() ? format(", threads: %d", r.threads)
                                       : " on " + r.device) +
                     format(", medians of %d repeats\n", r.repeats);
  text += phaseLine("prefill", r.prefill) + phaseLine("decode", r.decode);
  if (r.together)
    text += togetherLine(r, "tokens", *r.together);
  if (r.batch)
    text += togetherLine(r, "sequences", *r.batch);
  text += format("load %.1f ms, first token after %.1f ms, peak memory %.1f "
                 "MiB",
                 1e3 * r.loadSeconds, 1e3 * r.firstTokenSeconds.median,
                 double(r.peakBytes) / (1 << 20));
  if (r.hugePages)
    text += format(", weights: %.0f %% in huge pages", 100 * *r.hugePages);
  text += "\n";
  text += floorsLine(r);
  if (r.peer)
    text += peerLines(*r.peer, r.processSeconds());
  for (const std::string &reason : r.noise)
    text += "noisy: " + reason + "\n";
  if (r.prefill.ops)
    text += "\n" + formatOps("prefill", *r.prefill.ops);
  if (r.decode.ops)
    text += "\n" + formatOps("decode", *r.decode.ops);
  if (r.together && r.together->ops)
    text += "\n" + formatOps(format("steps of %lld tokens",
                                    static_cast<long long>(r.together->tokens))
                                 .c_str(),
                             *r.together->ops);
  if (r.batch && r.batch->ops)
    text += "\n" + formatOps(format("steps of %lld sequences",
                                    static_cast<long long>(r.batch->tokens))
                                 .c_str(),
                             *r.batch->ops);
  if (!r.prefill.ops)
    text += "no figures by operation: the bundle does not list its stages; "
            "compile it again\n";
  return text;
}
