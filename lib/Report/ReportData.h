//===- ReportData.h - all that a report says ------------------------------===//
#ifndef TERN_LIB_REPORT_REPORTDATA_H
#define TERN_LIB_REPORT_REPORTDATA_H

#include "CodeListing.h"
#include "LayoutPicture.h"
#include "Mca.h"
#include "Steps.h"

namespace tern {

struct ReportData {
  Manifest manifest;
  std::vector<Listing> listings; ///< in the order of the stages
  std::vector<StepEntry> entries;
  std::vector<CodeLoop> loops;
  Predictions predictions;                      ///< of `loops`
  std::map<std::string, LayoutPicture> layouts; ///< by their names
  const BenchRun *run = nullptr;
};

/// The JSON of docs/report.md, on one line.
std::string toJSON(const ReportData &data);

/// A page that shows this JSON and needs no other file; `title` is its title.
std::string makePage(llvm::StringRef title, llvm::StringRef json);

} // namespace tern

#endif // TERN_LIB_REPORT_REPORTDATA_H
