"""What tests that call the runtime's C API share: its types, for ctypes."""

import ctypes


class Sampling(ctypes.Structure):
    """tern_sampling."""

    _fields_ = [("temperature", ctypes.c_float), ("top_k", ctypes.c_int32), ("top_p", ctypes.c_float),
                ("min_p", ctypes.c_float), ("repeat_penalty", ctypes.c_float), ("seed", ctypes.c_uint64)]


GREEDY = Sampling(0, 0, 1, 0, 1, 0)


def integers(values):
    return (ctypes.c_int32 * len(values))(*values)
