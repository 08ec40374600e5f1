//===- MemoryNodes.h - processors and the memory near them ----------------===//
#ifndef TERN_RUNTIME_BUNDLE_MEMORYNODES_H
#define TERN_RUNTIME_BUNDLE_MEMORYNODES_H

#include <filesystem>
#include <string>
#include <vector>

namespace tern::rt {

using ProcessorList = std::vector<int>;

/// The processors of each memory (NUMA) node that this process may run on;
/// nodes without any are left out. Empty where the system does not say.
std::vector<ProcessorList>
memoryNodes(const std::filesystem::path &root = "/sys/devices/system/node");

/// Of Linux's notation, `0-3,8`; empty if it is none.
ProcessorList parseProcessorList(const std::string &text);

/// The processors of each worker's node. Neighbours share a node, each node has
/// workers in proportion to its processors, and worker 0 is on that of
/// processor `here`. Empty with fewer than two nodes.
std::vector<ProcessorList> placeWorkers(const std::vector<ProcessorList> &nodes,
                                        int workers, int here);

} // namespace tern::rt

#endif // TERN_RUNTIME_BUNDLE_MEMORYNODES_H
