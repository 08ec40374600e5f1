"""Checks that steps which a device starts before they are asked for change nothing.

Usage: check-ahead.py LIBRARY BUNDLE

Two sessions are fed the same tokens. One draws greedily without a look at logits, so that steps are started ahead, and between draws
does something else, which drops one: another token, a prompt, a way back. The other reads the logits of each step, and starts none.
"""

import ctypes
import sys

import numpy as np

from ternlib import check
from ternrt import GREEDY, integers


class Session:
    def __init__(self, library, bundle):
        self.library = library
        model, self.session = ctypes.c_void_p(), ctypes.c_void_p()
        self.call("model_load", bundle.encode(), 0, ctypes.byref(model))
        self.call("session_create", model, None, ctypes.byref(self.session))
        library.tern_model_free(model)

    def call(self, name, *arguments):
        check(getattr(self.library, f"tern_{name}")(*arguments) == 0, f"{name}: {self.library.tern_last_error()}")

    def feed(self, ids):
        self.call("prefill", self.session, integers(ids), ctypes.c_size_t(len(ids)), 0)

    def rewind(self, position):
        self.call("rewind", self.session, ctypes.c_int64(position))

    def draw(self):
        token = ctypes.c_int32(-1)
        self.call("sample", self.session, ctypes.byref(GREEDY), ctypes.byref(token))
        return token.value

    def logits(self):
        pointer, rows, vocab = ctypes.POINTER(ctypes.c_float)(), ctypes.c_size_t(), ctypes.c_size_t()
        self.call("logits", self.session, ctypes.byref(pointer), ctypes.byref(rows), ctypes.byref(vocab))
        return np.ctypeslib.as_array(pointer, (rows.value, vocab.value)).copy()


library = ctypes.CDLL(sys.argv[1])
library.tern_last_error.restype = ctypes.c_char_p
greedy, other = (Session(library, sys.argv[2]) for _ in range(2))


def feed(ids):
    greedy.feed(ids)
    other.feed(ids)


def rewind(position):
    greedy.rewind(position)
    other.rewind(position)


def generate(count):
    for _ in range(count):
        logits = other.logits()
        token = greedy.draw()
        check(token == other.draw() == logits[0].argmax(), f"drew {token}, expected {logits[0].argmax()}")
        feed([token])


feed([5, 6, 7, 8, 9, 10])
for position, ids in [(None, [3]), (None, [11, 12, 13, 14, 15]), (4, [16]), (2, [17, 18]), (None, [])]:
    generate(3)
    if position is not None:
        rewind(position)
    if ids:
        feed(ids)
# Behind the step whose logits these are, another has run or will.
check(np.array_equal(greedy.logits().view(np.uint32), other.logits().view(np.uint32)), "the logits differ")
generate(3)
check(np.array_equal(greedy.logits().view(np.uint32), other.logits().view(np.uint32)), "the logits differ")
for session in greedy, other:
    library.tern_session_free(session.session)
