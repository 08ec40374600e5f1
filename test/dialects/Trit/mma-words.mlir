// How many words a thread has of a matrix product is its fragment's.
// RUN: tern-opt -split-input-file -verify-diagnostics %s | FileCheck %s

func.func @mma(%x: i32) -> i32 {
  // CHECK: trit.mma_words mma_16x8x32 %{{.*}}, %{{.*}}, %{{.*}}, %{{.*}}[%{{.*}}, %{{.*}}, %{{.*}}, %{{.*}}] [%{{.*}}, %{{.*}}] : i32, i32, i32, i32
  %y:4 = trit.mma_words mma_16x8x32 %x, %x, %x, %x [%x, %x, %x, %x] [%x, %x] : i32, i32, i32, i32
  // CHECK: trit.mma_words mfma_16x16x32
  %z:4 = trit.mma_words mfma_16x16x32 %y#0, %x, %x, %x [%x, %x] [%x, %x] : i32, i32, i32, i32
  // CHECK: trit.mma_words wmma_16x16x16
  %w:8 = trit.mma_words wmma_16x16x16 %z#0, %x, %x, %x, %x, %x, %x, %x [%x, %x, %x, %x] [%x, %x, %x, %x] : i32, i32, i32, i32, i32, i32, i32, i32
  return %w#0 : i32
}

// -----

func.func @codes(%x: i32) -> i32 {
  // expected-error @below {{of mma_16x8x32 must have 4 sums, 4 words of codes and 2 of activations}}
  %y:4 = trit.mma_words mma_16x8x32 %x, %x, %x, %x [%x, %x] [%x, %x] : i32, i32, i32, i32
  return %y#0 : i32
}
