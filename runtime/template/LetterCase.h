//===- LetterCase.h - upper and lower case, as Python has it --------------===//
#ifndef TERN_RUNTIME_TEMPLATE_LETTERCASE_H
#define TERN_RUNTIME_TEMPLATE_LETTERCASE_H

#include <string>
#include <string_view>

namespace tern::rt::jinja {

// Σ in lower case depends on the letters around it, and is refused.

std::string upperCase(std::string_view text);
std::string lowerCase(std::string_view text);
/// str.capitalize(): the first letter in title case, the rest in lower case.
std::string capitalize(std::string_view text);
/// str.title(): letters after a letter in lower case, others in title case.
std::string titleCase(std::string_view text);
/// The filter `title`: words, which begin after white space and - ( { [ <, in
/// upper case and then lower case.
std::string titleWords(std::string_view text);

} // namespace tern::rt::jinja

#endif // TERN_RUNTIME_TEMPLATE_LETTERCASE_H
