//===- Format.cpp - printf to a string ------------------------------------===//
#include "bench/Format.h"

#include <cstdarg>
#include <cstdio>

std::string tern::bench::format(const char *pattern, ...) {
  char text[512];
  va_list values;
  va_start(values, pattern);
  std::vsnprintf(text, sizeof(text), pattern, values);
  va_end(values);
  return text;
}
