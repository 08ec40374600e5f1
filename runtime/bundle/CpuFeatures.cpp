//===- CpuFeatures.cpp - what this processor can execute ------------------===//
#include "bundle/CpuFeatures.h"

#include "Error.h"

#ifdef __x86_64__
#include <cpuid.h>
#endif

using namespace tern::rt;

std::string_view tern::rt::hostArchitecture() {
#if defined(__x86_64__)
  return "x86_64";
#elif defined(__aarch64__)
  return "aarch64";
#elif defined(__riscv) && __riscv_xlen == 64
  return "riscv64";
#else
  return "unknown";
#endif
}

#ifdef __x86_64__
namespace {

enum Register { EAX, EBX, ECX, EDX };

/// State that the operating system must save for the feature's registers,
/// as a mask of XCR0 (Intel SDM volume 1, 13.3).
enum State : unsigned { None = 0, Avx = 0x6, Avx512 = 0xe6, Amx = 0x60000 };

struct Feature {
  std::string_view name;
  unsigned leaf, subleaf;
  Register reg;
  unsigned bit;
  State state;
};

constexpr unsigned Ext = 0x80000000u;

constexpr Feature features[] = {
    {"x87", 1, 0, EDX, 0, None},
    {"cx8", 1, 0, EDX, 8, None},
    {"cmov", 1, 0, EDX, 15, None},
    {"mmx", 1, 0, EDX, 23, None},
    {"fxsr", 1, 0, EDX, 24, None},
    {"sse", 1, 0, EDX, 25, None},
    {"sse2", 1, 0, EDX, 26, None},
    {"sse3", 1, 0, ECX, 0, None},
    {"pclmul", 1, 0, ECX, 1, None},
    {"ssse3", 1, 0, ECX, 9, None},
    {"fma", 1, 0, ECX, 12, Avx},
    {"cx16", 1, 0, ECX, 13, None},
    {"sse4.1", 1, 0, ECX, 19, None},
    {"sse4.2", 1, 0, ECX, 20, None},
    {"crc32", 1, 0, ECX, 20, None},
    {"movbe", 1, 0, ECX, 22, None},
    {"popcnt", 1, 0, ECX, 23, None},
    {"aes", 1, 0, ECX, 25, None},
    {"xsave", 1, 0, ECX, 26, None},
    {"avx", 1, 0, ECX, 28, Avx},
    {"f16c", 1, 0, ECX, 29, Avx},
    {"rdrnd", 1, 0, ECX, 30, None},
    {"fsgsbase", 7, 0, EBX, 0, None},
    {"bmi", 7, 0, EBX, 3, None},
    {"avx2", 7, 0, EBX, 5, Avx},
    {"bmi2", 7, 0, EBX, 8, None},
    {"avx512f", 7, 0, EBX, 16, Avx512},
    {"avx512dq", 7, 0, EBX, 17, Avx512},
    {"rdseed", 7, 0, EBX, 18, None},
    {"adx", 7, 0, EBX, 19, None},
    {"avx512ifma", 7, 0, EBX, 21, Avx512},
    {"clflushopt", 7, 0, EBX, 23, None},
    {"clwb", 7, 0, EBX, 24, None},
    {"avx512cd", 7, 0, EBX, 28, Avx512},
    {"sha", 7, 0, EBX, 29, None},
    {"avx512bw", 7, 0, EBX, 30, Avx512},
    {"avx512vl", 7, 0, EBX, 31, Avx512},
    {"avx512vbmi", 7, 0, ECX, 1, Avx512},
    {"avx512vbmi2", 7, 0, ECX, 6, Avx512},
    {"gfni", 7, 0, ECX, 8, None},
    {"vaes", 7, 0, ECX, 9, Avx},
    {"vpclmulqdq", 7, 0, ECX, 10, Avx},
    {"avx512vnni", 7, 0, ECX, 11, Avx512},
    {"avx512bitalg", 7, 0, ECX, 12, Avx512},
    {"avx512vpopcntdq", 7, 0, ECX, 14, Avx512},
    {"avx512vp2intersect", 7, 0, EDX, 8, Avx512},
    {"amx-bf16", 7, 0, EDX, 22, Amx},
    {"avx512fp16", 7, 0, EDX, 23, Avx512},
    {"amx-tile", 7, 0, EDX, 24, Amx},
    {"amx-int8", 7, 0, EDX, 25, Amx},
    {"avxvnni", 7, 1, EAX, 4, Avx},
    {"avx512bf16", 7, 1, EAX, 5, Avx512},
    {"avxifma", 7, 1, EAX, 23, Avx},
    {"avxvnniint8", 7, 1, EDX, 4, Avx},
    {"avxneconvert", 7, 1, EDX, 5, Avx},
    {"avxvnniint16", 7, 1, EDX, 10, Avx},
    {"sahf", Ext + 1, 0, ECX, 0, None},
    {"lzcnt", Ext + 1, 0, ECX, 5, None},
    {"sse4a", Ext + 1, 0, ECX, 6, None},
    {"prfchw", Ext + 1, 0, ECX, 8, None},
    {"64bit", Ext + 1, 0, EDX, 29, None},
};

/// XCR0, the state that the operating system saves; 0 if it saves none.
unsigned savedState() {
  unsigned reg[4];
  constexpr unsigned osxsave = 1u << 27;
  if (!__get_cpuid(1, &reg[EAX], &reg[EBX], &reg[ECX], &reg[EDX]) ||
      !(reg[ECX] & osxsave))
    return 0;
  unsigned low, high;
  __asm__ volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
  return low;
}

} // namespace

FeatureState tern::rt::cpuFeature(std::string_view name) {
  static const unsigned saved = savedState();
  for (const Feature &feature : features) {
    if (feature.name != name)
      continue;
    unsigned reg[4] = {};
    // Leaf 7 counts its own subleaves; one beyond them reads as zeros.
    bool known = __get_cpuid_count(feature.leaf, feature.subleaf, &reg[EAX],
                                   &reg[EBX], &reg[ECX], &reg[EDX]);
    bool present = known && (reg[feature.reg] >> feature.bit & 1) &&
                   (saved & feature.state) == feature.state;
    return present ? FeatureState::Present : FeatureState::Missing;
  }
  return FeatureState::Unknown;
}
#endif // __x86_64__; others: HwcapFeatures.cpp

void tern::rt::requireHostRuns(const std::string &path,
                               const std::string &triple,
                               const std::vector<std::string> &features) {
  std::string architecture = triple.substr(0, triple.find('-'));
  if (architecture != hostArchitecture())
    failUnsupported(path + ": compiled for " + architecture +
                    ", but this machine is " + std::string(hostArchitecture()));
  for (const std::string &feature : features) {
    FeatureState state = cpuFeature(feature);
    if (state == FeatureState::Missing)
      failUnsupported(std::string(path)
                          .append(": this processor lacks '")
                          .append(feature)
                          .append("', which the code uses"));
    if (state == FeatureState::Unknown)
      failUnsupported(
          std::string(path)
              .append(": target.features: unknown processor feature '")
              .append(feature)
              .append("'"));
  }
}
