//===- RooflineTest.cpp - the picture is a document of its numbers --------===//
#include "bench/Roofline.h"

#include "TestSupport.h"
#include "bench/LabelPlacement.h"
#include "bench/RooflinePoints.h"

#include <cmath>
#include <gtest/gtest.h>

using namespace tern::bench;
using namespace tern::bench::test;

/// "" if every element is closed in order and attributes are quoted; else what
/// is wrong.
static std::string malformed(const std::string &svg) {
  std::vector<std::string> open;
  for (size_t at = svg.find('<'); at != std::string::npos;) {
    size_t end = svg.find('>', at);
    size_t next = svg.find('<', at + 1);
    if (end == std::string::npos || end > next)
      return "an element does not end: " + svg.substr(at, 40);
    std::string tag = svg.substr(at + 1, end - at - 1);
    std::string name = tag.substr(0, tag.find_first_of(" /", 1));
    if (std::count(tag.begin(), tag.end(), '"') % 2 != 0)
      return "a value does not end: " + tag;
    if (name[0] == '/') {
      if (open.empty() || "/" + open.back() != name)
        return "closes what is not open: " + tag;
      open.pop_back();
    } else if (tag.back() != '/') {
      open.push_back(name);
    }
    at = next;
  }
  return open.empty() ? "" : "is not closed: " + open.back();
}

static size_t count(const std::string &text, const std::string &part) {
  size_t found = 0;
  for (size_t at = 0; (at = text.find(part, at)) != std::string::npos; ++at)
    ++found;
  return found;
}

TEST(Roofline, PointsAreOperationsAByteAndASecond) {
  std::vector<RooflineSeries> series = collectRoofline(report());
  // Embedding, rope and tail multiply nothing.
  ASSERT_EQ(series.size(), 4u);
  EXPECT_EQ(series[1].op, "fused_matmul");
  ASSERT_EQ(series[1].points.size(), 2u);
  // A decoded token makes 192 products of 56 bytes in two stages of 1 us: the
  // test's profile is of two tokens.
  const RooflinePoint &point = series[1].points.at("decode");
  EXPECT_DOUBLE_EQ(point.intensity, 2 * 192. / 56);
  EXPECT_DOUBLE_EQ(point.speed, 2 * 192 / 1e-6);
  EXPECT_EQ(series.back().op, "all");
  EXPECT_EQ(series.back().points.size(), 2u);
}

TEST(Roofline, IsWellFormed) {
  std::string svg = drawRoofline(report());
  EXPECT_EQ(malformed(svg), "");
  EXPECT_EQ(svg.find("nan"), std::string::npos);
  EXPECT_EQ(svg.find("inf"), std::string::npos);
  // A mark for each operation that multiplies, the sum, and the legend.
  EXPECT_EQ(count(svg, "<circle class=\"prefill\""), 5u);
  EXPECT_EQ(count(svg, "<rect class=\"decode\""), 5u);
}

TEST(Roofline, EscapesNames) {
  BenchReport odd = report();
  odd.model = "</svg><a href=\"\"> & \xff\n";
  odd.dotInstruction = "<b>";
  std::string svg = drawRoofline(odd);
  EXPECT_EQ(malformed(svg), "");
  EXPECT_NE(svg.find("&#60;/svg&#62;&#60;a href=&#34;&#34;&#62; &#38; ??"),
            std::string::npos);
  EXPECT_NE(svg.find("&#60;b&#62;"), std::string::npos);
}

TEST(Roofline, OfNoOperationsIsTheRoof) {
  BenchReport bare = report();
  bare.prefill.ops.reset();
  bare.decode.ops.reset();
  std::string svg = drawRoofline(bare);
  EXPECT_EQ(malformed(svg), "");
  EXPECT_EQ(svg.find("nan"), std::string::npos);
}

TEST(LabelPlacement, LabelsOfOnePlaceDoNotOverlap) {
  std::vector<Spot> points(6, Spot{100, 100});
  std::vector<Spot> labels = placeLabels(points);
  ASSERT_EQ(labels.size(), points.size());
  for (size_t i = 0; i < labels.size(); ++i)
    for (size_t j = 0; j < i; ++j)
      EXPECT_TRUE(std::abs(labels[i].x - labels[j].x) >= 15 ||
                  std::abs(labels[i].y - labels[j].y) >= 14)
          << i << " and " << j;
}
