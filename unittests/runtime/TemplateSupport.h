//===- TemplateSupport.h - what tests of templates share ------------------===//
#ifndef TERN_UNITTESTS_RUNTIME_TEMPLATESUPPORT_H
#define TERN_UNITTESTS_RUNTIME_TEMPLATESUPPORT_H

#include "template/Renderer.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace tern::test {

/// Keeps the order of keys, as a template prints them.
using Json = nlohmann::ordered_json;

/// A file of test/Inputs/chat.
Json readChatInput(const std::string &name);

rt::jinja::Value toValue(const Json &json);

/// Friday, 2024-07-05, 13:07:09: the time of all renderings.
std::tm testTime();

/// Renders a template with variables; a refusal fails the test.
std::string render(const std::string &source,
                   const Json &variables = Json::object());

/// "line N: MESSAGE" of the refusal, which there must be.
std::string refusalOf(const std::string &source,
                      const Json &variables = Json::object());

} // namespace tern::test

#endif // TERN_UNITTESTS_RUNTIME_TEMPLATESUPPORT_H
