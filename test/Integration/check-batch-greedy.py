"""Checks that the greedy draws of a batch are the largest logits of the same step, and prints them.

Usage: check-batch-greedy.py make CHECKPOINT
       check-batch-greedy.py run LIBRARY BUNDLE

Of the model's logits three are equal, of tokens that different threads compare. Some tokens make one logit infinite, or no
number: then a draw is refused, and says of which sequence, while the others are drawn.
"""

import ctypes
import sys
from pathlib import Path

import numpy as np

from make_checkpoint import make_checkpoint
from tensorfile import read_typed, write_typed
from ternlib import check
from ternrt import GREEDY, integers

VOCAB, EQUAL = 1003, 400  # tokens v, v + 400 and v + 800
# Tokens that have features which no other has, and those whose logits these features make.
INFINITE, NEGATIVE, NO_NUMBER = 901, 902, 903
OVERFLOWS, CANCELS = 7, 9
CONFIG = {"architectures": ["LlamaForCausalLM"], "model_type": "llama", "hidden_act": "silu", "hidden_size": 64,
          "intermediate_size": 64, "num_hidden_layers": 1, "num_attention_heads": 2, "num_key_value_heads": 1,
          "vocab_size": VOCAB, "max_position_embeddings": 64, "rms_norm_eps": 1e-5, "rope_theta": 10000.0,
          "torch_dtype": "float32", "tie_word_embeddings": False}


def make(directory):
    make_checkpoint(directory, CONFIG, seed=1)
    file = directory / "model.safetensors"
    tensors = read_typed(file)
    changed = {name: values.copy() for name, (_, values) in tensors.items()}
    for name in ["self_attn.o_proj", "mlp.down_proj"]:
        changed[f"model.layers.0.{name}.weight"][:2] = 0
    table, head = changed["model.embed_tokens.weight"], changed["lm_head.weight"]
    table[:, :2] = 0
    table[INFINITE, 0], table[NEGATIVE, 0], table[NO_NUMBER, :2] = 1e4, -1e4, 1e4
    head[[OVERFLOWS, CANCELS]] = 0
    head[[OVERFLOWS, CANCELS], 0], head[CANCELS, 1] = 3e38, -3e38
    head[:] = head[np.arange(VOCAB) % EQUAL]
    write_typed(file, {name: (tensors[name][0], values) for name, values in changed.items()})


class Options(ctypes.Structure):
    _fields_ = [("threads", ctypes.c_int32), ("sequences", ctypes.c_int32)]


class Batch:
    """A tern_batch of four sequences."""

    def __init__(self, library, bundle):
        self.library = ctypes.CDLL(library)
        self.library.tern_last_error.restype = ctypes.c_char_p
        model, self.batch = ctypes.c_void_p(), ctypes.c_void_p()
        self.call("model_load", bundle.encode(), 0, ctypes.byref(model))
        self.call("batch_create", model, None, ctypes.byref(Options(2, 4)), ctypes.byref(self.batch))
        self.library.tern_model_free(model)

    def call(self, name, *arguments):
        check(getattr(self.library, f"tern_{name}")(*arguments) == 0, f"{name}: {self.error()}")

    def error(self):
        return self.library.tern_last_error().decode()

    def prefill(self, sequence, ids):
        self.call("batch_prefill", self.batch, sequence, integers(ids), ctypes.c_size_t(len(ids)))
        return self.draw([sequence])

    def step(self, sequences, ids):
        self.call("batch_step", self.batch, integers(sequences), integers(ids), ctypes.c_size_t(len(ids)))
        return self.draw(sequences)

    def rewind(self, sequence, position):
        self.call("batch_rewind", self.batch, sequence, ctypes.c_int64(position))

    def draw(self, sequences):
        """What is drawn of each row, first without the logits; an error's text where none is."""
        drawn = []
        for row in range(len(sequences)):
            token = ctypes.c_int32(-1)
            status = self.library.tern_batch_sample(self.batch, ctypes.c_size_t(row), ctypes.byref(GREEDY),
                                                    ctypes.byref(token))
            drawn.append(token.value if status == 0 else self.error())
        pointer, rows, vocab = ctypes.POINTER(ctypes.c_float)(), ctypes.c_size_t(), ctypes.c_size_t()
        self.call("batch_logits", self.batch, ctypes.byref(pointer), ctypes.byref(rows), ctypes.byref(vocab))
        logits = np.ctypeslib.as_array(pointer, (rows.value, vocab.value))
        for sequence, row, got in zip(sequences, logits, drawn, strict=True):
            largest = int(row.argmax())
            none = np.flatnonzero(np.isnan(row))
            expected = (f"sequence {sequence}: the logit of token {none[0]} is not a number" if none.size else
                        largest if np.isfinite(row[largest]) else f"sequence {sequence}: the largest logit is not finite")
            check(got == expected, f"sequence {sequence}: drew {got}, expected {expected}")
            check(none.size or (row == row[largest]).sum() > 1, f"sequence {sequence}: the largest logit has no equal")
        return drawn


def run(library, bundle):
    batch = Batch(library, bundle)
    tokens = [batch.prefill(sequence, list(range(10, 12 + sequence)))[0] for sequence in range(4)]
    print(tokens)
    for sequences in ([2, 0, 3, 1], [2, 0, 3, 1], [2, 0, 3, 1], [3, 2], [0], [0], [0, 1], [1, 0]):
        drawn = batch.step(sequences, [tokens[sequence] for sequence in sequences])
        for sequence, token in zip(sequences, drawn, strict=True):
            tokens[sequence] = token
        print(sequences, drawn)
    drawn = batch.step([0, 1, 2, 3], [NO_NUMBER, tokens[1], INFINITE, NEGATIVE])
    check(drawn[0] == f"sequence 0: the logit of token {CANCELS} is not a number", drawn)
    check(drawn[2] == "sequence 2: the largest logit is not finite", drawn)
    print(drawn)
    for sequence in (0, 2):
        batch.rewind(sequence, 3)
    print(batch.step([3, 2, 1, 0], [drawn[3], 5, drawn[1], 6]))
    batch.library.tern_batch_free(batch.batch)


mode, *arguments = sys.argv[1:]
if mode == "make":
    make(Path(arguments[0]))
else:
    run(*arguments)
