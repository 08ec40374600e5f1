//===- LetterCase.h - upper and lower case, as Python has it --------------===//
#ifndef TERN_RUNTIME_TEMPLATE_LETTERCASE_H
#define TERN_RUNTIME_TEMPLATE_LETTERCASE_H

#include <string>
#include <string_view>

namespace tern::rt::jinja {

// Python maps some letters to several, or by what stands around them (ß, İ, Σ).
// These are refused, by their code point.

std::string upperCase(std::string_view text);
std::string lowerCase(std::string_view text);
/// str.capitalize(): the first letter in title case, the rest in lower case.
std::string capitalize(std::string_view text);
/// str.title() of ASCII: letters after a letter in lower case, others in upper
/// case. What is not ASCII is refused.
std::string titleCase(std::string_view text);
/// The filter `title`, whose words begin after white space and - ( { [ <.
std::string titleWords(std::string_view text);

} // namespace tern::rt::jinja

#endif // TERN_RUNTIME_TEMPLATE_LETTERCASE_H
