//===- TripCounts.cpp - how often loops of LLVM IR run --------------------===//
#include "TripCounts.h"

#include "llvm/Analysis/AssumptionCache.h"
#include "llvm/Analysis/LoopInfo.h"
#include "llvm/Analysis/ScalarEvolution.h"
#include "llvm/Analysis/TargetLibraryInfo.h"
#include "llvm/IR/Dominators.h"

using namespace llvm;
using namespace tern;

DenseMap<const Instruction *, LoopNest> tern::countTrips(Function &function) {
  DenseMap<const Instruction *, LoopNest> nests;
  DominatorTree dominators(function);
  LoopInfo loops(dominators);
  AssumptionCache assumptions(function);
  TargetLibraryInfoImpl libraryImpl(function.getParent()->getTargetTriple());
  TargetLibraryInfo library(libraryImpl, &function);
  ScalarEvolution evolution(function, library, assumptions, dominators, loops);
  for (BasicBlock &block : function) {
    Loop *innermost = loops.getLoopFor(&block);
    if (!innermost)
      continue;
    LoopNest nest;
    for (Loop *loop = innermost; loop; loop = loop->getParentLoop()) {
      unsigned trips = evolution.getSmallConstantTripCount(loop);
      if (trips == 0)
        ++nest.unknown;
      else
        nest.runs *= trips;
    }
    for (Instruction &instruction : block)
      nests[&instruction] = nest;
  }
  return nests;
}
