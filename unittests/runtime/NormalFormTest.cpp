//===- NormalFormTest.cpp - normalization forms, against utf8proc ---------===//
#include "tokenizer/NormalForm.h"

#include "tokenizer/Utf8.h"

#include <gtest/gtest.h>
#include <utf8proc.h>

#include <memory>
#include <random>
#include <vector>

using namespace tern::rt;

namespace {
struct Form {
  const char *name;
  int options;
};
constexpr Form forms[] = {
    {"NFC", UTF8PROC_STABLE | UTF8PROC_COMPOSE},
    {"NFD", UTF8PROC_STABLE | UTF8PROC_DECOMPOSE},
    {"NFKC", UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_COMPAT},
    {"NFKD", UTF8PROC_STABLE | UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT}};
} // namespace

static std::string ours(const Form &form, std::string text) {
  normalize(text, *normalForm(form.name));
  return text;
}

static std::string theirs(const Form &form, const std::string &text) {
  utf8proc_uint8_t *result = nullptr;
  utf8proc_ssize_t length =
      utf8proc_map(reinterpret_cast<const utf8proc_uint8_t *>(text.data()),
                   static_cast<utf8proc_ssize_t>(text.size()), &result,
                   static_cast<utf8proc_option_t>(form.options));
  std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> owner(result,
                                                                std::free);
  EXPECT_GE(length, 0);
  return {reinterpret_cast<char *>(result), static_cast<size_t>(length)};
}

/// Whether both know the character: Unicode 14 has it.
static bool isKnown(char32_t c) {
  struct {
    char32_t first, last;
  } static constexpr later[] = {
      // blocks and gaps that Unicode 15 filled
      {0x0cf3, 0x0cf3},   {0x0ece, 0x0ece},   {0x10ec0, 0x10eff},
      {0x1123f, 0x11241}, {0x11b00, 0x11b0f}, {0x11f00, 0x11f5f},
      {0x1342f, 0x1345f}, {0x1b132, 0x1b132}, {0x1b155, 0x1b155},
      {0x1d2c0, 0x1d2df}, {0x1df25, 0x1df2f}, {0x1e030, 0x1e08f},
      {0x1e4d0, 0x1e4ff}, {0x31350, 0x323af}};
  for (const auto &range : later)
    if (c >= range.first && c <= range.last)
      return false;
  return utf8proc_category(static_cast<utf8proc_int32_t>(c)) !=
             UTF8PROC_CATEGORY_CN &&
         (c < 0xd800 || c > 0xdfff);
}

static const std::vector<char32_t> &known() {
  static const std::vector<char32_t> all = [] {
    std::vector<char32_t> found;
    for (char32_t c = 1; c <= 0x10ffff; ++c)
      if (isKnown(c))
        found.push_back(c);
    return found;
  }();
  return all;
}

TEST(NormalForm, EveryCharacter) {
  for (const Form &form : forms)
    for (char32_t c : known()) {
      std::string text = "a";
      utf8::append(text, c);
      ASSERT_EQ(ours(form, text), theirs(form, text))
          << form.name << " " << uint32_t(c);
    }
}

TEST(NormalForm, RandomSequences) {
  std::vector<char32_t> marks, decomposed;
  for (char32_t c : known()) {
    const utf8proc_property_t *property =
        utf8proc_get_property(static_cast<utf8proc_int32_t>(c));
    if (property->combining_class != 0)
      marks.push_back(c);
    if (property->decomp_seqindex != UINT16_MAX)
      decomposed.push_back(c);
  }
  std::mt19937 random(1);
  auto pick = [&](const std::vector<char32_t> &from) {
    return from[random() % from.size()];
  };
  for (int round = 0; round < 20000; ++round) {
    std::string text;
    for (size_t i = 1 + random() % 8; i > 0; --i) {
      switch (random() % 6) {
      case 0:
        utf8::append(text, pick(known()));
        break;
      case 1:
        utf8::append(text, pick(decomposed));
        break;
      case 2:
        utf8::append(text, 'a' + random() % 26);
        break;
      case 3: // Hangul, in letters and in syllables
        utf8::append(text, 0x1100 + random() % 0x100);
        break;
      case 4:
        utf8::append(text, 0xac00 + random() % 11172);
        break;
      default:
        utf8::append(text, pick(marks));
      }
    }
    for (const Form &form : forms)
      ASSERT_EQ(ours(form, text), theirs(form, text)) << form.name << text;
  }
}

TEST(NormalForm, LongRunsOfMarks) {
  std::string text = "a";
  for (int i = 0; i < 200000; ++i)
    text += i % 2 ? "\u0301" : "\u0323";
  std::string once = ours(forms[0], text);
  EXPECT_EQ(once.substr(0, 3), "\u1ea1");
  EXPECT_EQ(ours(forms[0], once), once);
}
