//===- Listing.cpp - the text of a stage, linked to the one before --------===//
#include "Listing.h"

#include "dialects/Tern/Tern.h"

#include "mlir/IR/AsmState.h"
#include "mlir/Interfaces/FunctionInterfaces.h"

using namespace mlir;
using namespace tern;

/// Of a constant, so many elements are shown; weights are no constants.
static constexpr int64_t kShownElements = 64;

void Listing::addSource(unsigned line, unsigned source) {
  if (sources.size() <= line)
    sources.resize(line + 1);
  std::vector<unsigned> &known = sources[line];
  auto *place =
      std::lower_bound(known.data(), known.data() + known.size(), source);
  if (place == known.data() + known.size() || *place != source)
    known.insert(known.begin() + (place - known.data()), source);
}

/// As locations name the text of a stage: not a file's name.
static std::string locationName(StringRef stage) {
  return ("<" + stage + ">").str();
}

/// The last line that an operation's text takes.
static unsigned lastLine(Operation *op, unsigned line,
                         const AsmState::LocationMap &places) {
  unsigned last = line;
  for (Region &region : op->getRegions())
    for (Block &block : region)
      for (Operation &inner : block)
        if (auto place = places.find(&inner); place != places.end())
          last = std::max(last, lastLine(&inner, place->second.first, places));
  // A closing brace.
  return op->getNumRegions() > 0 && last > line ? last + 1 : last;
}

Listing tern::listModule(StringRef stage, ModuleOp module,
                         const Listing *before) {
  Listing listing;
  listing.name = stage.str();
  AsmState::LocationMap places;
  AsmState state(module,
                 OpPrintingFlags().elideLargeElementsAttrs(kShownElements),
                 &places);
  llvm::raw_string_ostream os(listing.text);
  module->print(os, state);
  os << '\n';

  MLIRContext *context = module.getContext();
  std::string here = locationName(stage),
              there = before ? locationName(before->name) : "";
  module->walk([&](Operation *op) {
    auto place = places.find(op);
    if (place == places.end())
      return;
    auto [line, column] = place->second;
    op->getLoc()->walk([&](Location location) {
      auto at = dyn_cast<FileLineColLoc>(location);
      if (at && before && at.getFilename() == there)
        listing.addSource(line, at.getLine());
      return WalkResult::advance();
    });
    op->setLoc(FileLineColLoc::get(context, here, line, column));
    if (auto function = dyn_cast<FunctionOpInterface>(op);
        function && !function.isExternal())
      listing.functions[function.getName().str()] = {
          line, lastLine(op, line, places)};
    if (auto param = dyn_cast<ParamOp>(op))
      listing.params[param.getSymName().str()] = line;
  });
  return listing;
}
