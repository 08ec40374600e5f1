//===- Thread.cpp - a thread that runs until it waits ---------------------===//
#include "Thread.h"

#include "Matrices.h"

using namespace tern::test;

// Of ThreadSanitizer's runtime (sanitizer/tsan_interface.h), if it is loaded.
extern "C" {
[[gnu::weak]] void *__tsan_get_current_fiber();
[[gnu::weak]] void *__tsan_create_fiber(unsigned flags);
[[gnu::weak]] void __tsan_destroy_fiber(void *fiber);
[[gnu::weak]] void __tsan_switch_to_fiber(void *fiber, unsigned flags);
[[gnu::weak]] void __tsan_acquire(void *address);
[[gnu::weak]] void __tsan_release(void *address);
}

static constexpr size_t stackBytes = 256 << 10;

static bool isWatched() { return __tsan_get_current_fiber != nullptr; }

void tern::test::publish(char &at) {
  if (isWatched())
    __tsan_release(&at);
}

void tern::test::observe(char &at) {
  if (isWatched())
    __tsan_acquire(&at);
}

/// Goes from one thread to another, which orders nothing. ThreadSanitizer knows
/// of jumps within a thread alone.
static void switchTo(void *fiber, Continuation &from, Continuation &to) {
  if (fiber) {
    static constexpr unsigned noSync = 1;
    __tsan_switch_to_fiber(fiber, noSync);
    ::swapcontext(&from.whole, &to.whole);
    return;
  }
  from.hasRun = true;
  if (::_setjmp(from.jump) != 0)
    return;
  if (to.hasRun)
    ::_longjmp(to.jump, 1);
  ::setcontext(&to.whole);
}

Thread::Thread()
    : stack(new char[stackBytes]),
      ownFiber(isWatched() ? __tsan_create_fiber(0) : nullptr) {
  barrier = waitAtBarrier;
  shuffle = waitAtShuffle;
  syncLanes = waitForLanes;
  pause = waitForOthers;
  multiply = waitAtProduct;
  ucontext_t &begin = own.whole;
  ::getcontext(&begin);
  begin.uc_stack.ss_sp = stack.get();
  begin.uc_stack.ss_size = stackBytes;
  begin.uc_link = nullptr; // It is never left.
  auto self = reinterpret_cast<uintptr_t>(this);
  ::makecontext(&begin, reinterpret_cast<void (*)()>(main), 2,
                unsigned(self >> 32), unsigned(self));
}

Thread::~Thread() {
  if (ownFiber)
    __tsan_destroy_fiber(ownFiber);
}

void Thread::start(TernEmulatedKernel kernel, const uint64_t *arguments,
                   const TernEmulatedThread &place, Order &order) {
  this->kernel = kernel;
  this->arguments = arguments;
  this->order = &order;
  thread = place.thread;
  threads = place.threads;
  workgroup = place.workgroup;
  workgroups = place.workgroups;
  memory = place.memory;
  now = State::Ready;
}

void Thread::resume() {
  resumerFiber = isWatched() ? __tsan_get_current_fiber() : nullptr;
  switchTo(ownFiber, resumer, own);
}

void Thread::wait(State at) {
  now = at;
  switchTo(resumerFiber, own, resumer);
}

void Thread::main(unsigned high, unsigned low) {
  auto *self = reinterpret_cast<Thread *>(uintptr_t(high) << 32 | low);
  while (true) {
    observe(self->order->begin);
    observe(self->order->all.last());
    self->kernel(self, self->arguments);
    publish(self->order->all.next());
    publish(self->order->end);
    self->wait(State::Done);
  }
}

void Thread::waitAtBarrier(TernEmulatedThread *self) {
  auto *thread = static_cast<Thread *>(self);
  publish(thread->order->all.next());
  thread->wait(State::AtBarrier);
  observe(thread->order->all.last());
}

void Thread::waitForLanes(TernEmulatedThread *self, uint32_t lanes) {
  auto *thread = static_cast<Thread *>(self);
  thread->company = lanes;
  publish(thread->lanes().next());
  thread->wait(State::AtLanes);
  observe(thread->lanes().last());
}

void Thread::waitForOthers(TernEmulatedThread *self) {
  static_cast<Thread *>(self)->wait(State::Paused);
}

uint64_t Thread::waitAtShuffle(TernEmulatedThread *self, uint64_t value,
                               uint32_t lane) {
  auto *thread = static_cast<Thread *>(self);
  thread->value = value;
  thread->lane = lane;
  thread->company = warp;
  thread->wait(State::AtShuffle);
  return thread->answer;
}

void Thread::waitAtProduct(TernEmulatedThread *self, uint32_t fragment,
                           uint32_t *words) {
  auto *thread = static_cast<Thread *>(self);
  thread->product = TernEmulatedFragment(fragment);
  thread->operands = words;
  thread->company = lanesOf(thread->product);
  thread->wait(State::AtProduct);
}

void Thread::passShuffle(uint64_t given) {
  answer = given;
  now = State::Ready;
}
