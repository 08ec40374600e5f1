//===- HostClones.h - loops compiled for several processors ---------------===//
#ifndef TERN_SUPPORT_HOSTCLONES_H
#define TERN_SUPPORT_HOSTCLONES_H

/// On a function: compiles it for wider vectors too, and takes what the
/// processor has. Reading a checkpoint of masters is as fast as such loops are.
#if defined(__x86_64__) && defined(__linux__)
#define TERN_HOST_CLONES                                                       \
  __attribute__((target_clones("default", "arch=x86-64-v3", "arch=x86-64-v4")))
#else
#define TERN_HOST_CLONES
#endif

#endif // TERN_SUPPORT_HOSTCLONES_H
