//===- Assembly.cpp - functions and loops of an assembly file -------------===//
#include "Assembly.h"

#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/StringExtras.h"

using namespace llvm;
using namespace tern;

Assembly::Assembly(StringRef text, const Triple &triple)
    : mark(triple.isAArch64() ? "//" : "#") {
  text.split(lines, '\n');
}

StringRef Assembly::withoutComment(StringRef line) const {
  size_t at = line.find(mark);
  while (at != StringRef::npos && at > 0 && !isSpace(line[at - 1]))
    at = line.find(mark, at + 1);
  return line.take_front(at).rtrim();
}

bool Assembly::isInstruction(StringRef line) const {
  if (!line.consume_front("\t"))
    return false;
  line = withoutComment(line).ltrim();
  return !line.empty() && line.front() != '.' && !line.ends_with(":");
}

std::map<std::string, LineRange>
Assembly::findFunctions(const StringSet<> &names) const {
  std::map<std::string, LineRange> functions;
  LineRange *open = nullptr;
  for (auto [index, line] : enumerate(lines)) {
    StringRef name = withoutComment(line);
    if (open &&
        (name.starts_with(".Lfunc_end") || name.trim() == "end_function")) {
      open->last = static_cast<unsigned>(index + 1);
      open = nullptr;
    } else if (!open && name.consume_back(":") && names.contains(name)) {
      open = &functions[name.str()];
      open->first = static_cast<unsigned>(index + 1);
    }
  }
  if (open)
    open->last = static_cast<unsigned>(lines.size());
  return functions;
}

/// `BB2_10` of `.LBB2_10:` or of a comment that names it.
static StringRef blockName(StringRef text) {
  size_t begin = text.find("BB");
  if (begin == StringRef::npos)
    return "";
  return text.substr(begin).take_while(
      [](char c) { return isAlnum(c) || c == '_'; });
}

namespace {
struct Block {
  unsigned first, last;
  StringRef innermost; ///< the header of the innermost loop around it
};
} // namespace

/// What a block's comments say of loops, above its first instruction.
StringRef Assembly::readInnermost(unsigned first, unsigned last) const {
  StringRef label = blockName(line(first));
  for (unsigned number = first; number <= last; ++number) {
    StringRef text = line(number);
    if (isInstruction(text))
      break;
    if (text.contains("This Inner Loop Header"))
      return label;
    if (size_t at = text.find("in Loop: Header="); at != StringRef::npos)
      return blockName(text.substr(at));
  }
  return "";
}

bool Assembly::beginsBlock(StringRef line) const {
  StringRef label = withoutComment(line);
  return (label.starts_with(".LBB") && label.ends_with(":")) ||
         (line.consume_front(mark) && line.starts_with(" %bb."));
}

std::vector<AssemblyLoop> Assembly::findLoops(StringRef function,
                                              LineRange range) const {
  std::vector<Block> blocks;
  for (unsigned number = range.first + 1; number < range.last; ++number)
    if (beginsBlock(line(number))) {
      if (!blocks.empty())
        blocks.back().last = number - 1;
      blocks.push_back({number, range.last - 1, ""});
    }
  StringSet<> innermost;
  for (Block &block : blocks) {
    block.innermost = readInnermost(block.first, block.last);
    for (unsigned number = block.first; number <= block.last; ++number)
      if (line(number).contains("This Inner Loop Header"))
        innermost.insert(block.innermost);
  }
  MapVector<StringRef, std::vector<size_t>> members;
  for (auto [index, block] : enumerate(blocks))
    if (innermost.contains(block.innermost))
      members[block.innermost].push_back(index);
  std::vector<AssemblyLoop> loops;
  for (auto &[header, indices] : members)
    if (indices.back() - indices.front() + 1 == indices.size())
      loops.push_back(
          {function.str(),
           {blocks[indices.front()].first, blocks[indices.back()].last}});
  return loops;
}

/// The line of `.loc FILE LINE COLUMN`.
static unsigned locatedLine(StringRef directive) {
  SmallVector<StringRef> words;
  directive.split(words, ' ', -1, /*KeepEmpty=*/false);
  unsigned line = 0;
  if (words.size() < 2 || words[1].getAsInteger(10, line))
    return 0;
  return line;
}

LocatedBlocks Assembly::readBlocks(LineRange range) const {
  LocatedBlocks blocks;
  std::vector<LocatedInstruction> *block = nullptr;
  unsigned source = 0;
  for (unsigned number = range.first; number <= range.last; ++number) {
    StringRef own = line(number), text = own.ltrim();
    if (text.consume_front(".loc"))
      source = locatedLine(text);
    else if (beginsBlock(own))
      block = &blocks[own.split(':').first.str()];
    else if (block && isInstruction(own))
      block->push_back({withoutComment(own), number, source});
  }
  return blocks;
}
