//===- TemplateSupport.cpp - what tests of templates share ----------------===//
#include "TemplateSupport.h"

#include "TestPaths.h"
#include "ToyBundle.h"
#include "template/Parser.h"

using namespace tern::test;
using namespace tern::rt::jinja;

Json tern::test::readChatInput(const std::string &name) {
  return Json::parse(readAll(inputPath("chat/" + name)));
}

Value tern::test::toValue(const Json &json) {
  if (json.is_null())
    return Value(None());
  if (json.is_boolean())
    return Value(json.get<bool>());
  if (json.is_number_integer())
    return Value(json.get<int64_t>());
  if (json.is_number())
    return Value(json.get<double>());
  if (json.is_string())
    return makeText(json.get<std::string>());
  if (json.is_array()) {
    Values items;
    for (const Json &item : json)
      items.push_back(toValue(item));
    return makeSequence(Sequence::List, std::move(items));
  }
  std::vector<std::pair<Value, Value>> entries;
  for (const auto &[key, value] : json.items())
    entries.emplace_back(makeText(key), toValue(value));
  return makeDict(std::move(entries));
}

std::tm tern::test::testTime() {
  std::tm time{};
  time.tm_year = 2024 - 1900;
  time.tm_mon = 6;
  time.tm_mday = 5;
  time.tm_hour = 13;
  time.tm_min = 7;
  time.tm_sec = 9;
  time.tm_wday = 5;
  time.tm_yday = 186;
  return time;
}

static std::string renderOrThrow(const std::string &source,
                                 const Json &variables) {
  Scope root = parse(source);
  Variables given;
  for (const auto &[name, value] : variables.items())
    given[name] = toValue(value);
  std::tm now = testTime();
  return Renderer(root, given, now).run();
}

std::string tern::test::render(const std::string &source,
                               const Json &variables) {
  try {
    return renderOrThrow(source, variables);
  } catch (const Refusal &refusal) {
    ADD_FAILURE() << "line " << refusal.line << ": " << refusal.message;
  }
  return "";
}

std::string tern::test::refusalOf(const std::string &source,
                                  const Json &variables) {
  try {
    std::string text = renderOrThrow(source, variables);
    ADD_FAILURE() << "expected a refusal, got '" << text << "'";
  } catch (const Refusal &refusal) {
    return "line " + std::to_string(refusal.line) + ": " + refusal.message;
  }
  return "";
}
