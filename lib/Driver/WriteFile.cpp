//===- WriteFile.cpp - an output that is there whole or not at all --------===//
#include "WriteFile.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Process.h"
#include "llvm/Support/ToolOutputFile.h"

using namespace llvm;
using namespace tern;

/// The error, if there was one, of what was written: a stream that has one
/// must not end with it.
static Error takeError(raw_fd_ostream &stream, StringRef path) {
  if (!stream.has_error())
    return Error::success();
  std::error_code code = stream.error();
  stream.clear_error();
  return createStringError(path + ": " + code.message());
}

/// Prints first: a stream or a device gets all of an output or nothing.
static Error writeThrough(raw_fd_ostream &stream, StringRef path,
                          function_ref<Error(raw_pwrite_stream &)> print) {
  SmallVector<char, 0> text;
  raw_svector_ostream buffer(text);
  if (Error error = print(buffer))
    return error;
  stream << buffer.str();
  stream.flush();
  return takeError(stream, path);
}

Error tern::writeFile(StringRef path,
                      function_ref<Error(raw_pwrite_stream &)> print) {
  if (path.empty() || path == "-")
    return writeThrough(outs(), "standard output", print);
  std::error_code code;
  sys::fs::file_status status;
  if (!sys::fs::status(path, status) && !sys::fs::is_regular_file(status)) {
    raw_fd_ostream stream(path, code);
    if (code)
      return createStringError(path + ": " + code.message());
    if (Error error = writeThrough(stream, path, print))
      return error;
    stream.close();
    return takeError(stream, path);
  }
  // Through a link, replace what it points to.
  SmallString<128> destination(path);
  if (sys::fs::is_symlink_file(path) && sys::fs::exists(path))
    if (std::error_code error = sys::fs::real_path(path, destination))
      return createStringError(path + ": " + error.message());
  std::string temporary =
      (destination + ".tmp-" + Twine(sys::Process::getProcessId())).str();
  ToolOutputFile file(temporary, code, sys::fs::OF_None);
  if (code)
    return createStringError(path + ": " + code.message());
  if (Error error = print(file.os()))
    return error;
  // A file system may say only now that it is full.
  file.os().close();
  if (Error error = takeError(file.os(), path))
    return error;
  if (std::error_code error = sys::fs::rename(temporary, destination))
    return createStringError(path + ": " + error.message());
  file.keep();
  return Error::success();
}
