//===- Page.cpp - a report as a page that needs no other file -------------===//
#include "ReportData.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Base64.h"
#include "llvm/Support/Compression.h"

using namespace llvm;

/// `kPage`, `kStyle`, `kScript`: the files of page/.
#include "PageFiles.inc"

/// Replaces the only `{{NAME}}` of a template.
static void fill(std::string &page, StringRef name, StringRef with) {
  std::string mark = ("{{" + name + "}}").str();
  size_t place = page.find(mark);
  assert(place != std::string::npos && "page.html has it");
  page.replace(place, mark.size(), with);
}

std::string tern::makePage(StringRef title, StringRef json) {
  std::string safeTitle;
  raw_string_ostream os(safeTitle);
  printHTMLEscaped(title, os);
  // Base64 has nothing that could end the element that holds it.
  std::string encoding = "plain";
  SmallVector<uint8_t, 0> bytes(json.bytes_begin(), json.bytes_end());
  if (compression::zlib::isAvailable()) {
    SmallVector<uint8_t, 0> packed;
    compression::zlib::compress(bytes, packed,
                                compression::zlib::BestSizeCompression);
    bytes = std::move(packed);
    encoding = "deflate";
  }
  std::string page(kPage);
  fill(page, "style", kStyle);
  fill(page, "script", kScript);
  fill(page, "title", safeTitle);
  fill(page, "encoding", encoding);
  fill(page, "data", encodeBase64(bytes));
  return page;
}
