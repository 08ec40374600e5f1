//===- Roofline.cpp - a picture of operations under their floors ----------===//
#include "bench/Roofline.h"

#include "bench/Format.h"
#include "bench/LabelPlacement.h"
#include "bench/RooflinePoints.h"

#include <algorithm>
#include <cmath>

using namespace tern::bench;

// Colours are set by class, so that a viewer's dark mode replaces them all.
static constexpr const char *style = R"(<style>
text { font: 12px sans-serif; fill: #222 }
.title { font-size: 15px; font-weight: bold }
.small { font-size: 11px; fill: #555 }
.mark { font-size: 11px; font-weight: bold }
.page { fill: #fff }
.frame { fill: none; stroke: #888 }
.grid { stroke: #e3e3e3 }
.roof { fill: none; stroke: #444; stroke-width: 2 }
.leader { stroke: #aaa }
.prefill { fill: #c2410c; stroke: #fff }
.decode { fill: #1d4ed8; stroke: #fff }
@media (prefers-color-scheme: dark) {
  text { fill: #ddd }
  .small { fill: #aaa }
  .page { fill: #161616 }
  .grid { stroke: #303030 }
  .roof { stroke: #bbb }
  .leader { stroke: #666 }
  .prefill { fill: #fb923c; stroke: #161616 }
  .decode { fill: #60a5fa; stroke: #161616 }
}
</style>
)";

// In pixels.
static constexpr double width = 940, height = 560;
static constexpr double left = 70, right = 560, top = 60, bottom = 500;
static constexpr double legendX = 585, rowHeight = 34;

/// What XML allows anywhere: other characters become `?`.
static std::string escaped(const std::string &text) {
  std::string result;
  for (char c : text) {
    if (c == '<' || c == '>' || c == '&' || c == '"')
      result += format("&#%d;", c);
    else
      result += c >= ' ' && c <= '~' ? c : '?';
  }
  return result;
}

static std::string textAt(double x, double y, const char *attributes,
                          const std::string &text) {
  return format("<text x=\"%.1f\" y=\"%.1f\" %s>", x, y, attributes) +
         escaped(text) + "</text>\n";
}

static std::string line(const char *kind, Spot from, Spot to) {
  return format("<line class=\"%s\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" "
                "y2=\"%.1f\"/>\n",
                kind, from.x, from.y, to.x, to.y);
}

static std::string mark(const std::string &phase, Spot at) {
  if (phase == "prefill")
    return format("<circle class=\"prefill\" cx=\"%.1f\" cy=\"%.1f\" "
                  "r=\"5.5\"/>\n",
                  at.x, at.y);
  return format("<rect class=\"decode\" x=\"%.1f\" y=\"%.1f\" width=\"10\" "
                "height=\"10\"/>\n",
                at.x - 5, at.y - 5);
}

namespace {
/// A logarithmic scale between two pixels.
struct Scale {
  double low, high, from, to;

  double at(double value) const {
    return std::lerp(from, to, std::log(value / low) / std::log(high / low));
  }
};

class Drawing {
public:
  explicit Drawing(const BenchReport &report)
      : report(report), series(collectRoofline(report)),
        peak(2 * report.dotMacs.best), slope(report.bandwidth.best) {
    double ridge = peak / slope;
    double least = ridge, most = ridge, slowest = peak, fastest = peak;
    for (const RooflineSeries &one : series)
      for (const auto &[phase, point] : one.points) {
        least = std::min(least, point.intensity);
        most = std::max(most, point.intensity);
        slowest = std::min(slowest, point.speed);
        fastest = std::max(fastest, point.speed);
      }
    x = {least / 2, most * 2, left, right};
    y = {slowest / 2, fastest * 2, bottom, top};
  }

  std::string run() {
    svg = format("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%.0f\" "
                 "height=\"%.0f\" viewBox=\"0 0 %.0f %.0f\">\n",
                 width, height, width, height);
    svg += style;
    svg += "<rect class=\"page\" width=\"100%\" height=\"100%\"/>\n";
    svg += textAt(left, 28, "class=\"title\"",
                  report.model + " for " + report.target +
                      (report.device.empty()
                           ? format(", threads: %d", report.threads)
                           : " on " + report.device));
    axes();
    roof();
    points();
    legend();
    return svg + "</svg>\n";
  }

private:
  void axes() {
    // Lines at 1, 2 and 5; names at every power of ten.
    for (const Scale *scale : {&x, &y})
      for (int power = -3; power <= 18; ++power)
        for (int digit : {1, 2, 5})
          tick(*scale, digit * std::pow(10., power), digit == 1);
    svg += format("<rect class=\"frame\" x=\"%.0f\" y=\"%.0f\" "
                  "width=\"%.0f\" height=\"%.0f\"/>\n",
                  left, top, right - left, bottom - top);
    svg += textAt((left + right) / 2, bottom + 38, "text-anchor=\"middle\"",
                  "operations a byte");
    svg += format("<text transform=\"translate(20 %.0f) rotate(-90)\" "
                  "text-anchor=\"middle\">GOPS</text>\n",
                  (top + bottom) / 2);
  }

  void tick(const Scale &scale, double value, bool named) {
    if (value < scale.low || value > scale.high)
      return;
    double at = scale.at(value);
    bool across = &scale == &x;
    svg += across ? line("grid", {at, top}, {at, bottom})
                  : line("grid", {left, at}, {right, at});
    if (named && across)
      svg += textAt(at, bottom + 17, "class=\"small\" text-anchor=\"middle\"",
                    format("%g", value));
    else if (named)
      svg += textAt(left - 6, at + 4, "class=\"small\" text-anchor=\"end\"",
                    format("%g", value / 1e9));
  }

  void roof() {
    double ridge = peak / slope;
    // Where the slope enters the frame.
    double start = std::max(x.low, y.low / slope);
    svg += format("<polyline class=\"roof\" points=\"%.1f,%.1f %.1f,%.1f "
                  "%.1f,%.1f\"/>\n",
                  x.at(start), y.at(start * slope), x.at(ridge), y.at(peak),
                  right, y.at(peak));
    svg += textAt(
        right - 6, y.at(peak) - 8, "class=\"small\" text-anchor=\"end\"",
        format("%.0f GOPS, %s", peak / 1e9, report.dotInstruction.c_str()));
    Spot from{x.at(start), y.at(start * slope)}, to{x.at(ridge), y.at(peak)};
    // Near the ridge, away from what reads every byte for a few operations.
    Spot named{std::lerp(from.x, to.x, 0.9), std::lerp(from.y, to.y, 0.9)};
    double degrees =
        std::atan2(to.y - from.y, to.x - from.x) * 180 / std::acos(-1.);
    svg += format("<text class=\"small\" text-anchor=\"middle\" "
                  "transform=\"translate(%.1f %.1f) rotate(%.1f)\" dy=\"-8\">"
                  "%.1f GB/s</text>\n",
                  named.x, named.y, degrees, slope / 1e9);
  }

  static std::string letter(size_t index) {
    return std::string(1, static_cast<char>('A' + index % 26)) +
           (index < 26 ? "" : std::to_string(index / 26));
  }

  void points() {
    std::vector<Spot> spots;
    for (const RooflineSeries &one : series)
      for (const auto &[phase, point] : one.points)
        spots.push_back({x.at(point.intensity), y.at(point.speed)});
    std::vector<Spot> labels = placeLabels(spots);
    std::string marks;
    size_t next = 0;
    for (size_t i = 0; i < series.size(); ++i)
      for (const auto &[phase, point] : series[i].points) {
        Spot at = spots[next], label = labels[next++];
        if (std::hypot(label.x - at.x, label.y - at.y) > 15)
          svg += line("leader", at, label);
        marks += mark(phase, at);
        marks += textAt(label.x, label.y + 4,
                        "class=\"mark\" text-anchor=\"middle\"", letter(i));
      }
    svg += marks;
  }

  void legend() {
    double row = top + 8;
    for (const auto &[phase, at] :
         {std::pair("prefill", width - 110), {"decode", width - 45}}) {
      svg += mark(phase, {at, row - 18});
      svg += textAt(at + 15, row, "class=\"small\" text-anchor=\"end\"", phase);
    }
    svg += textAt(legendX, row, "class=\"small\"", "of the floor");
    for (size_t i = 0; i < series.size(); ++i) {
      const RooflineSeries &one = series[i];
      row = top + 30 + static_cast<double>(i) * rowHeight;
      svg += textAt(legendX, row, "class=\"mark\"", letter(i));
      svg += textAt(legendX + 22, row, "", one.op);
      svg += textAt(legendX + 22, row + 14, "class=\"small\"",
                    shortenedWeights(one.weights));
      for (const auto &[phase, point] : one.points)
        svg += textAt(width - (phase == "prefill" ? 95 : 30), row,
                      "text-anchor=\"end\"",
                      format("%.1f %%", 100 * point.fraction));
    }
  }

  static std::string shortenedWeights(const std::string &weights) {
    std::string text = shortName(weights);
    constexpr size_t longest = 34;
    return text.size() <= longest ? text : text.substr(0, longest - 2) + "..";
  }

  const BenchReport &report;
  std::vector<RooflineSeries> series;
  double peak, slope; ///< operations and bytes a second
  Scale x, y;
  std::string svg;
};
} // namespace

std::string tern::bench::drawRoofline(const BenchReport &report) {
  return Drawing(report).run();
}
