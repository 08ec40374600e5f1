//===- Clock.cpp - strftime_now -------------------------------------------===//
#include "template/Clock.h"

#include "template/Refusal.h"

#include <array>

using namespace tern::rt::jinja;

static constexpr std::array<std::string_view, 7> days = {
    "Sunday",   "Monday", "Tuesday", "Wednesday",
    "Thursday", "Friday", "Saturday"};
static constexpr std::array<std::string_view, 12> months = {
    "January", "February", "March",     "April",   "May",      "June",
    "July",    "August",   "September", "October", "November", "December"};

/// A number of at least `width` characters.
static std::string padded(int number, size_t width, char with = '0') {
  std::string text = std::to_string(number);
  return text.size() < width ? std::string(width - text.size(), with) + text
                             : text;
}

/// One of the names, which a time from outside may lie beyond.
template <size_t N>
static std::string nameOf(const std::array<std::string_view, N> &names,
                          int index, size_t letters) {
  if (index < 0 || static_cast<size_t>(index) >= N)
    refuse("strftime_now: the time is out of range");
  return std::string(names[static_cast<size_t>(index)].substr(0, letters));
}

static int hourOfTwelve(const std::tm &time) {
  return time.tm_hour % 12 == 0 ? 12 : time.tm_hour % 12;
}

/// The text of a directive; `width` is 1 where `-` keeps it from being padded.
static std::string expand(char directive, const std::tm &time, size_t width) {
  constexpr size_t all = std::string_view::npos;
  switch (directive) {
  case '%':
    return "%";
  case 'a':
    return nameOf(days, time.tm_wday, 3);
  case 'A':
    return nameOf(days, time.tm_wday, all);
  case 'b':
    return nameOf(months, time.tm_mon, 3);
  case 'B':
    return nameOf(months, time.tm_mon, all);
  case 'd':
    return padded(time.tm_mday, width);
  case 'e':
    return padded(time.tm_mday, width, ' ');
  case 'F':
    return formatTime("%Y-%m-%d", time);
  case 'H':
    return padded(time.tm_hour, width);
  case 'I':
    return padded(hourOfTwelve(time), width);
  case 'j':
    return padded(time.tm_yday + 1, width == 1 ? 1 : 3);
  case 'm':
    return padded(time.tm_mon + 1, width);
  case 'M':
    return padded(time.tm_min, width);
  case 'p':
    return time.tm_hour < 12 ? "AM" : "PM";
  case 'S':
    return padded(time.tm_sec, width);
  case 'T':
    return formatTime("%H:%M:%S", time);
  case 'y':
    return padded(time.tm_year % 100, width);
  case 'Y':
    return std::to_string(time.tm_year + 1900);
  default:
    // One byte of a character of several is no text.
    if (directive < ' ' || directive > '~')
      refuse("strftime_now: expected a letter after '%'");
    refuse(std::string("strftime_now: the directive '%") + directive +
           "' is not supported");
  }
}

std::string tern::rt::jinja::formatTime(std::string_view format,
                                        const std::tm &time) {
  if (time.tm_year < 0 || time.tm_year > 9999 - 1900)
    refuse("strftime_now: the time is out of range");
  std::string result;
  for (size_t i = 0; i < format.size(); ++i) {
    if (format[i] != '%') {
      result += format[i];
      continue;
    }
    bool isBare = format.substr(i + 1, 1) == "-";
    i += isBare ? 2 : 1;
    result += expand(i < format.size() ? format[i] : ' ', time, isBare ? 1 : 2);
  }
  return result;
}
