//===- Log.cpp - what was measured, line by line --------------------------===//
#include "tern/Tune/Log.h"

#include "tern/Checkpoint/Diagnostic.h"
#include "tern/Checkpoint/Json.h"

#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"

#include <cmath>

using namespace llvm;
using namespace tern;

static constexpr StringLiteral kSubject = "subject", kCompared = "compared",
                               kDecode = "decode", kPrefill = "prefill",
                               kSeconds = "seconds";

std::vector<double> Comparison::ratios() const {
  if (decode.empty() || prefill.empty())
    return decode.empty() ? prefill : decode;
  std::vector<double> means;
  for (auto [first, second] : zip(decode, prefill))
    means.push_back(std::sqrt(first * second));
  return means;
}

static Error lineFailure(StringRef path, size_t line, const Twine &what) {
  return failure(path, "line " + Twine(line) + ": " + what);
}

/// Positive numbers, a few.
static bool readRatios(const json::Object &object, StringRef key,
                       std::vector<double> &ratios) {
  const json::Array *array = object.getArray(key);
  if (!array || array->size() > 1000)
    return false;
  for (const json::Value &value : *array) {
    std::optional<double> number = value.getAsNumber();
    if (!number || !(*number > 0) || !std::isfinite(*number))
      return false;
    ratios.push_back(*number);
  }
  return true;
}

static bool readComparison(const json::Object &object, std::string &key,
                           Comparison &comparison) {
  std::optional<StringRef> name = object.getString(kCompared);
  std::optional<double> seconds = object.getNumber(kSeconds);
  if (!name || !seconds || !(*seconds >= 0))
    return false;
  key = name->str();
  comparison.seconds = *seconds;
  return readRatios(object, kDecode, comparison.decode) &&
         readRatios(object, kPrefill, comparison.prefill) &&
         (comparison.decode.empty() || comparison.prefill.empty() ||
          comparison.decode.size() == comparison.prefill.size());
}

Error TuneLog::read(StringRef path, StringRef subject, StringRef text) {
  for (size_t line = 1; !text.empty(); ++line) {
    auto [first, rest] = text.split('\n');
    text = rest;
    Expected<json::Value> value = parseJson(path, first, DuplicateKeys::Refuse);
    if (!value)
      return value.takeError();
    const json::Object *object = value->getAsObject();
    if (line == 1) {
      std::optional<StringRef> found =
          object ? object->getString(kSubject) : std::nullopt;
      if (found != subject)
        return lineFailure(path, line,
                           "expected a log of " + quoted(subject) + ", got " +
                               (found ? quoted(*found) : jsonText(*value)));
      continue;
    }
    std::string key;
    Comparison comparison;
    if (!object || !readComparison(*object, key, comparison))
      return lineFailure(path, line,
                         "expected a comparison, got " + jsonText(*value));
    known[key] = std::move(comparison);
  }
  return Error::success();
}

Expected<TuneLog> TuneLog::open(StringRef path, StringRef subject) {
  TuneLog log;
  log.path = path.str();
  bool begun = false;
  if (sys::fs::exists(path)) {
    auto buffer = MemoryBuffer::getFile(path);
    if (!buffer)
      return failure(path, buffer.getError().message());
    StringRef text = (*buffer)->getBuffer();
    size_t whole =
        text.rfind('\n') == StringRef::npos ? 0 : text.rfind('\n') + 1;
    begun = whole > 0;
    if (Error error = log.read(path, subject, text.take_front(whole)))
      return error;
    if (whole < text.size()) {
      int descriptor;
      std::error_code code = sys::fs::openFileForWrite(
          path, descriptor, sys::fs::CD_OpenExisting, sys::fs::OF_None);
      if (!code)
        code = sys::fs::resize_file(descriptor, whole);
      if (code)
        return failure(path, code.message());
      sys::fs::file_t handle = sys::fs::convertFDToNativeFile(descriptor);
      sys::fs::closeFile(handle);
    }
  }
  std::error_code code;
  log.file = std::make_unique<raw_fd_ostream>(path, code, sys::fs::OF_Append);
  if (code)
    return failure(path, code.message());
  if (!begun) {
    *log.file << json::Value(json::Object{{kSubject, subject}}) << '\n';
    log.file->flush();
  }
  return log;
}

const Comparison *TuneLog::find(StringRef key) const {
  auto at = known.find(key);
  return at == known.end() ? nullptr : &at->second;
}

Error TuneLog::add(StringRef key, const Comparison &comparison) {
  known[key] = comparison;
  if (!file)
    return Error::success();
  *file << json::Value(json::Object{{kCompared, key},
                                    {kDecode, comparison.decode},
                                    {kPrefill, comparison.prefill},
                                    {kSeconds, comparison.seconds}})
        << '\n';
  file->flush();
  if (!file->has_error())
    return Error::success();
  std::error_code code = file->error();
  file->clear_error();
  return failure(path, code.message());
}
