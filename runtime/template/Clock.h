//===- Clock.h - strftime_now ---------------------------------------------===//
#ifndef TERN_RUNTIME_TEMPLATE_CLOCK_H
#define TERN_RUNTIME_TEMPLATE_CLOCK_H

#include <ctime>
#include <string>
#include <string_view>

namespace tern::rt::jinja {

/// strftime in the C locale, whatever the process's. Throws Refusal for a
/// directive that is not supported.
std::string formatTime(std::string_view format, const std::tm &time);

} // namespace tern::rt::jinja

#endif // TERN_RUNTIME_TEMPLATE_CLOCK_H
