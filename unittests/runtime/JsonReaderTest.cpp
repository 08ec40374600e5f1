//===- JsonReaderTest.cpp - JSON that names what is wrong -----------------===//
#include "JsonReader.h"

#include "Expect.h"
#include "tokenizer/Utf8.h"

using namespace tern::rt;
using namespace tern::test;

TEST(JsonReader, RefusesDeepNesting) {
  std::string deep = std::string(1000000, '[') + std::string(1000000, ']');
  EXPECT_TRUE(contains(errorOf([&] { parseJson("f", deep); }), "nested"));
}

TEST(JsonReader, BracketsInStringsDoNotNest) {
  std::string text = "[\"" + std::string(1000, '[') + "\\\"\"]";
  EXPECT_EQ(parseJson("f", text).size(), 1u);
}

TEST(JsonReader, RefusesNumbersThatAreNone) {
  EXPECT_EQ(errorOf([] { parseJson("f", "[1e999]"); }),
            "f: not JSON: a number is too large");
}

TEST(JsonReader, NamesTheWayToAValue) {
  std::string path = "f.json";
  auto value = parseJson(path, R"({"a": {"b": [1, "x"]}})");
  JsonReader json(path, value);
  EXPECT_EQ(errorOf([&] { json.at("a").at("b").items()[1].integer(0, 9); }),
            "f.json: a.b[1]: expected an integer in [0, 9], got \"x\"");
  EXPECT_EQ(errorOf([&] { json.at("a").at("c"); }), "f.json: a.c: missing");
}

TEST(JsonReader, QuotesOnlyTheBeginningOfALongValue) {
  std::string path = "f";
  nlohmann::json value = std::string(5000, 'x');
  EXPECT_LT(errorOf([&] { JsonReader(path, value).boolean(); }).size(), 100u);
}

TEST(JsonReader, QuotesWholeCharacters) {
  std::string path = "f", text = "x";
  for (int i = 0; i < 50; ++i)
    text += "\xc3\xa9";
  nlohmann::json value = text;
  std::string error = errorOf([&] { JsonReader(path, value).boolean(); });
  EXPECT_EQ(utf8::firstInvalid(error), std::string::npos) << error;
}
