"""Products of tiles in shared memory, `wgmma`, and copies to these, `cp.async`, for ptx.py.

A warp computes its part of a product of four. A product's results are nowhere before the warp has waited for it, and it is an
error if its tiles are not what they were when it began, or were written without a fence of the asynchronous proxy behind it.
"""

import re

import numpy as np

ROWS, WARPS, COLUMNS = 64, 4, 32
# Of a descriptor besides its address: the distance of eight rows, and swizzling by 128 bytes.
DESCRIPTOR = 1 << 62 | 1024 // 16 << 32 | 1 << 16


def unwrap(text):
    """MLIR puts a block with a predicate, that is always set, around a product."""
    return re.sub(r"\{\s*\.reg \.pred p;\s*setp\.ne\.b32 p, 1, 0;\s*(wgmma[^;]*), p;\s*\}", r"\1;", text)


class Tiles:
    """A block's shared memory: which warp, counted from 1, wrote a byte that products must not read yet."""

    def __init__(self, shared):
        self.shared = shared
        self.writers = np.zeros(shared.size, np.uint8)

    def wrote(self, warp, at, size):
        self.writers[at[:, None] + np.arange(size)] = warp + 1

    def publish(self, warp):
        self.writers[self.writers == warp + 1] = 0

    def places(self, descriptor, rows):
        """Of the bytes of rows that a descriptor begins at."""
        assert descriptor & ~0x3FFF == DESCRIPTOR, f"descriptor {descriptor:x}"
        first = (descriptor & 0x3FFF) << 4
        assert first % 1024 + COLUMNS <= 128, f"a tile at {first}"
        row = np.arange(rows)[:, None]
        linear = first + row // 8 * 1024 + row % 8 * 128 + np.arange(COLUMNS)
        return linear ^ (linear >> 7 & 7) << 4

    def read(self, places):
        assert not self.writers[places].any(), "a product reads what no fence has published"
        return self.shared[places]


class Groups:
    """What a warp has started, in groups, for which it waits in order."""

    def __init__(self, warp):
        self.warp, self.open, self.groups = warp, [], []

    def commit(self):
        self.groups.append(self.open)
        self.open = []

    def wait(self, but):
        while len(self.groups) > but:
            for started in self.groups.pop(0):
                self.finish(*started)


class Copies(Groups):
    """What is copied is there when the warp has waited for it."""

    ON_THE_WAY = 255

    def start(self, at, units):
        at = at[:, None] + np.arange(units.shape[1])
        tiles = self.warp.block.tiles
        assert not (tiles.writers[at] == self.ON_THE_WAY).any(), "two copies to one place"
        tiles.writers[at] = self.ON_THE_WAY
        self.open.append((at, units))

    def finish(self, at, units):
        self.warp.block.shared[at] = units
        self.warp.block.tiles.writers[at] = self.warp.number + 1


class Products(Groups):
    """Products on the way, and their sums by the names of the registers."""

    def __init__(self, warp):
        super().__init__(warp)
        self.sums = {}

    def start(self, name, registers, codes, activations):
        tokens = 2 * len(registers)
        assert name[2:] == ["sync", "aligned", f"m64n{tokens}k32", "s32", "u8", "s8"], name
        tiles, own = self.warp.block.tiles, self.warp.number % WARPS
        left = tiles.places(codes, ROWS)[ROWS // WARPS * own : ROWS // WARPS * (own + 1)]
        right = tiles.places(activations, tokens)
        if registers[0] not in self.sums:
            for register in registers:
                self.sums[register] = self.warp.read(register, "s32").copy()
                del self.warp.registers[register]
        self.open.append((registers, left, tiles.read(left), right, tiles.read(right)))

    def wait(self, but):
        super().wait(but)
        used = {register for group in self.groups for product in group for register in product[0]}
        for register in [register for register in self.sums if register not in used]:
            self.warp.registers[register] = self.sums.pop(register).view(np.uint32).astype(np.uint64)

    def finish(self, registers, left, codes, right, activations):
        shared = self.warp.block.shared
        assert (shared[left] == codes).all() and (shared[right] == activations).all(), "a product's tile was overwritten"
        product = codes.astype(np.int32) @ activations.view(np.int8).astype(np.int32).T
        group, inside = np.divmod(np.arange(32), 4)
        for i, register in enumerate(registers):
            self.sums[register] += product[group + 8 * (i // 2 % 2), 8 * (i // 4) + 2 * inside + i % 2]
