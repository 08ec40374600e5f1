"""Executes PTX kernels with NumPy: what LLVM emits for ours, no more.

A warp's 32 threads are arrays. Threads that diverge run in the order of the text, which meets where the text does;
shuffles and barriers wait for those that they name. Warps take turns that a seed draws, so that a barrier that is missing
shows. Accesses out of bounds, misaligned or of an unknown instruction are errors.
"""

import re

import numpy as np

import ptx_tiles

WARP = 32
TYPES = {
    "b8": np.uint8, "u8": np.uint8, "s8": np.int8, "b16": np.uint16, "u16": np.uint16, "s16": np.int16, "f16": np.float16,
    "b32": np.uint32, "u32": np.uint32, "s32": np.int32, "f32": np.float32, "b64": np.uint64, "u64": np.uint64,
    "s64": np.int64, "f64": np.float64}
UNSIGNED = {1: np.uint8, 2: np.uint16, 4: np.uint32, 8: np.uint64}
# By the name of a type: itself, and the integer of its size.
DTYPES = {kind: (np.dtype(type_), np.dtype(UNSIGNED[np.dtype(type_).itemsize])) for kind, type_ in TYPES.items()}
EVERY = np.ones(WARP, np.bool_)
COMPARE = {
    "eq": np.equal, "ne": np.not_equal, "lt": np.less, "le": np.less_equal, "gt": np.greater, "ge": np.greater_equal,
    "lo": np.less, "ls": np.less_equal, "hi": np.greater, "hs": np.greater_equal,
    "num": lambda a, b: ~(np.isnan(a) | np.isnan(b)), "nan": lambda a, b: np.isnan(a) | np.isnan(b)}
# A buffer's number is in the upper bits of its addresses.
BUFFER_SHIFT = 40


class Kernel:
    """Parameters, instructions (guard, operation's parts, operands) and labels of one entry."""

    def __init__(self, parameters, body):
        self.parameters = re.findall(r"(\w+)\s*[,\n)]", parameters + "\n")
        threads = re.search(r"\.reqntid (\d+)", body)
        self.threads = int(threads.group(1))
        self.code, self.labels = [], {}
        tables = r"(\$\w+):\s*\.branchtargets([^;]*);"
        self.tables = {name: [label.strip() for label in labels.split(",")] for name, labels in re.findall(tables, body)}
        body = re.sub(tables, "", body)
        for line in re.sub(r":\s*\n", ":;", body[body.index("{") + 1 :]).split(";"):
            line = " ".join(line.split())
            if line.endswith(":"):
                self.labels[line[:-1]] = len(self.code)
            elif line and not line.startswith((".reg", ".shared", ".pragma", "}")):
                guard, rest = re.fullmatch(r"(?:@(!?%\w+) )?(.+)", line).groups()
                name, _, operands = rest.partition(" ")
                found = re.findall(r"\{[^}]*\}|\[[^\]]*\]|[^,\s]+", operands)
                self.code.append((guard, name.split("."), found))


class Module:
    def __init__(self, text):
        text = re.sub(r"//[^\n]*", "", text)
        # A register of its own for what is not read.
        text = re.sub(r"\{ \.reg \.b32 tmp; (mov\.b64 \{)tmp(,[^;]*;) \}", r"\1_\2", text)
        text = ptx_tiles.unwrap(text)
        self.shared, self.shared_bytes, self.clock = {}, 0, 0
        # Arrays of bytes, and what LLVM has made numbers of.
        for align, bits, name, size in re.findall(
            r"\.shared \.align (\d+) \.[bfu](\d+) ([\w$]+)(?:\[(\d+)\])?;", text
        ):
            self.shared_bytes += -self.shared_bytes % max(int(align), 16)
            self.shared[name] = self.shared_bytes
            self.shared_bytes += int(size or 1) * int(bits) // 8
        # What launches ask for lies behind it.
        for align, name in re.findall(r"\.extern \.shared \.align (\d+) \.b8 (\w+)\[\];", text):
            self.shared_bytes += -self.shared_bytes % int(align)
            self.shared[name] = self.shared_bytes
        self.globals = {
            name: np.array((numbers.split(",") + ["0"] * int(size))[: int(size)], np.uint8)
            for name, size, numbers in re.findall(r"\.global \.align \d+ \.b8 (\w+)\[(\d+)\] = \{([^}]*)\}", text)}
        self.kernels = {
            name: Kernel(parameters, body)
            for name, parameters, body in re.findall(r"\.entry (\w+)\(([^)]*)\)(.*?\n\})", text, re.S)}

    def launch(self, name, blocks, threads, buffers, constants, seed=0, resident=False, asked=0):
        """Runs blocks one after the other, or at the same time; each has `asked` bytes of shared memory besides its own."""
        kernel = self.kernels[name]
        assert threads == kernel.threads, f"{name} is for {kernel.threads} threads, not {threads}"
        values = [i + 1 << BUFFER_SHIFT for i in range(len(buffers))] + list(constants)
        assert len(values) == len(kernel.parameters), name
        parameters = dict(zip(kernel.parameters, values))
        self.addresses = {global_: len(buffers) + 1 + i << BUFFER_SHIFT for i, global_ in enumerate(self.globals)}
        buffers = [*buffers, *self.globals.values()]
        random = np.random.RandomState(seed)
        running, left = [], list(range(blocks))
        with np.errstate(all="ignore"):  # As GPUs do.
            while left or running:
                while left and (resident or not running):
                    running.append(Block(self, kernel, parameters, buffers, left.pop(0), blocks, asked))
                block = running[random.randint(len(running))]
                if not block.advance(random):
                    running.remove(block)


class Block:
    def __init__(self, module, kernel, parameters, buffers, number, count, asked):
        self.module, self.kernel, self.parameters = module, kernel, parameters
        self.buffers, self.shared = buffers, np.full(module.shared_bytes + asked, 0xA5, np.uint8)
        self.tiles = ptx_tiles.Tiles(self.shared)
        self.warps = [Warp(self, first, number, count) for first in range(0, kernel.threads, WARP)]

    def advance(self, random):
        """Runs a warp for a while; returns whether there is more to run."""
        ready = [warp for warp in self.warps if not warp.waiting and not warp.done()]
        if not ready:
            waiting = [warp for warp in self.warps if warp.waiting]
            assert len(waiting) in (0, len(self.warps)), "a warp ended and others wait"
            for warp in waiting:
                warp.waiting = False
            return bool(waiting)
        warp = ready[random.randint(len(ready))]
        for _ in range(random.randint(1, 400)):
            if warp.waiting or warp.done():
                break
            warp.step()
        return True


class Warp:
    """`at` is the next instruction of all threads, -1 behind the last one, or of each where they have diverged."""

    def __init__(self, block, first, number, count):
        self.block, self.kernel, self.waiting = block, block.kernel, False
        self.products, self.copies, self.number = ptx_tiles.Products(self), ptx_tiles.Copies(self), first // WARP
        self.at = 0
        lanes = np.arange(WARP, dtype=np.uint64)
        same = np.ones(WARP, np.uint64)
        self.constants = {}
        self.registers = {
            "%tid.x": lanes + np.uint64(first), "%laneid": lanes, "%ctaid.x": same * np.uint64(number),
            "%nctaid.x": same * np.uint64(count), "%ntid.x": same * np.uint64(block.kernel.threads)}

    def done(self):
        return isinstance(self.at, int) and self.at < 0

    def next(self):
        """The instruction of the threads that are furthest behind, or at what they wait for once all are there; and which."""
        if isinstance(self.at, int):
            return self.at, EVERY
        left = self.at[self.at >= 0]
        while left.size:
            pc = int(left.min())
            name = self.kernel.code[pc][1]
            if name[0] not in ("shfl", "bar", "barrier", "mma", "wgmma"):
                return pc, self.at == pc
            left = left[left > pc]  # Others come first.
        raise AssertionError(f"threads wait for others that never come: {name}")

    def go(self, pc, mask):
        """Threads go to an instruction."""
        if mask is EVERY:
            self.at = pc
            return
        at = np.full(WARP, self.at) if isinstance(self.at, int) else self.at
        at[mask] = pc
        self.at = int(at[0]) if (at == at[0]).all() else at

    def step(self):
        """One instruction."""
        pc, mask = self.next()
        guard, name, operands = self.kernel.code[pc]
        self.go(pc + 1, mask)
        if guard:
            taken = self.registers[guard.lstrip("!")].astype(bool)
            mask = mask & (~taken if guard.startswith("!") else taken)
            if not mask.any():
                return
            if mask.all():
                mask = EVERY
        if name[0] == "ret":
            self.go(-1, mask)
        elif name[0] == "bra":
            self.go(self.kernel.labels[operands[0]], mask)
        elif name[0] == "brx":
            (case,) = set(self.read(operands[0], "u32")[mask])
            self.go(self.kernel.labels[self.kernel.tables[operands[1]][case]], mask)
        elif name[0] in ("bar", "barrier") and "warp" not in name:
            self.waiting = True
        elif name[0] != "bar":
            getattr(self, "do_" + name[0])(name, operands, mask)

    def read(self, operand, kind):
        """An operand's values, as a type."""
        dtype, unsigned = DTYPES[kind]
        if operand[0] == "%":
            bits = self.registers[operand]
        else:
            bits = self.constants.get(operand)
            if bits is None:
                bits = self.constants[operand] = np.full(WARP, self.constant(operand), np.uint64)
        return bits.astype(unsigned).view(dtype)

    def constant(self, operand):
        module = self.block.module
        if operand.startswith(("0f", "0d")):
            return int(operand[2:], 16)
        if operand in module.shared:
            return module.shared[operand]
        if operand in module.addresses:
            return module.addresses[operand]
        return int(operand.removesuffix("U"), 0) & (1 << 64) - 1

    def write(self, operand, values, mask):
        if values.dtype != np.bool_:
            values = np.ascontiguousarray(values).view(UNSIGNED[values.dtype.itemsize])
        bits = values.astype(np.uint64)
        old = None if mask is EVERY else self.registers.get(operand)
        self.registers[operand] = bits if old is None else np.where(mask, bits, old)

    def elementwise(function, count):
        def run(self, name, operands, mask):
            kind = name[-1]
            values = function(*[self.read(operand, kind) for operand in operands[1 : 1 + count]])
            self.write(operands[0], np.asarray(values, TYPES[kind]), mask)

        return run

    do_add = elementwise(np.add, 2)
    do_sub = elementwise(np.subtract, 2)
    do_abs = elementwise(np.abs, 1)
    do_neg = elementwise(np.negative, 1)
    do_sqrt = elementwise(np.sqrt, 1)
    do_rcp = elementwise(lambda a: 1 / a, 1)
    do_min = elementwise(lambda a, b: np.fmin(a, b) if a.dtype.kind == "f" else np.minimum(a, b), 2)
    do_max = elementwise(lambda a, b: np.fmax(a, b) if a.dtype.kind == "f" else np.maximum(a, b), 2)
    do_fma = elementwise(lambda a, b, c: np.longdouble(a) * np.longdouble(b) + np.longdouble(c), 3)

    def logical(function, count):
        def run(self, name, operands, mask):
            kind = "b8" if name[-1] == "pred" else name[-1]
            values = function(*[self.read(operand, kind) for operand in operands[1 : 1 + count]])
            self.write(operands[0], values != 0 if name[-1] == "pred" else values, mask)

        return run

    do_and = logical(np.bitwise_and, 2)
    do_or = logical(np.bitwise_or, 2)
    do_xor = logical(np.bitwise_xor, 2)

    def do_not(self, name, operands, mask):
        value = self.read(operands[1], "b8" if name[-1] == "pred" else name[-1])
        self.write(operands[0], value == 0 if name[-1] == "pred" else ~value, mask)

    def do_mul(self, name, operands, mask):
        a, b = (self.read(operand, name[-1]) for operand in operands[1:3])
        if "wide" in name:
            wide = TYPES[name[-1][0] + str(2 * int(name[-1][1:]))]
            self.write(operands[0], a.astype(wide) * b.astype(wide), mask)
        elif "hi" in name:
            bits = 8 * a.itemsize
            self.write(operands[0], np.array([int(x) * int(y) >> bits for x, y in zip(a, b)], a.dtype), mask)
        else:
            self.write(operands[0], a * b, mask)

    def do_mad(self, name, operands, mask):
        assert "hi" not in name
        kind = name[-1]
        if "wide" in name:
            kind = kind[0] + str(2 * int(kind[1:]))
        a, b = (self.read(operand, name[-1]).astype(TYPES[kind]) for operand in operands[1:3])
        self.write(operands[0], a * b + self.read(operands[3], kind), mask)

    def divide(self, name, operands, mask, remainder):
        a, b = (self.read(operand, name[-1]) for operand in operands[1:3])
        if a.dtype.kind == "f":
            quotient = a / b
        else:
            # Towards zero; threads that are not here may divide by zero.
            whole = [(abs(x) // abs(y)) * (-1 if (x < 0) != (y < 0) else 1) if y else 0
                     for x, y in zip(a.tolist(), b.tolist())]
            quotient = np.array(whole).astype(a.dtype)
        self.write(operands[0], a - quotient * b if remainder else quotient, mask)

    def do_div(self, name, operands, mask):
        self.divide(name, operands, mask, remainder=False)

    def do_rem(self, name, operands, mask):
        self.divide(name, operands, mask, remainder=True)

    def shift(self, name, operands, mask, function):
        value, count = self.read(operands[1], name[-1]), self.read(operands[2], "u32")
        bits = 8 * value.dtype.itemsize
        shifted = function(value, np.minimum(count, bits - 1).astype(value.dtype))
        over = value >> value.dtype.type(bits - 1) if name[-1][0] == "s" else value.dtype.type(0)
        self.write(operands[0], np.where(count < bits, shifted, over), mask)

    def do_shl(self, name, operands, mask):
        self.shift(name, operands, mask, np.left_shift)

    def do_shr(self, name, operands, mask):
        self.shift(name, operands, mask, np.right_shift)

    def do_bfe(self, name, operands, mask):
        value, (begin,), (size,) = (self.read(operands[1], name[-1]), set(self.read(operands[2], "u32")),
                                    set(self.read(operands[3], "u32")))
        left = value.dtype.type(8 * value.dtype.itemsize - int(begin) - int(size))
        self.write(operands[0], (value << left) >> value.dtype.type(8 * value.dtype.itemsize - int(size)), mask)

    def do_setp(self, name, operands, mask):
        a, b = (self.read(operand, name[-1]) for operand in operands[1:3])
        compare = name[1]
        unordered = compare.endswith("u") and compare not in COMPARE
        result = COMPARE[compare[:-1] if unordered else compare](a, b)
        if unordered:
            result |= np.isnan(a) | np.isnan(b)
        if len(name) > 3 and name[2] in ("and", "or"):
            third = self.registers[operands[3].lstrip("!")].astype(bool) != operands[3].startswith("!")
            result = result & third if name[2] == "and" else result | third
        self.write(operands[0], result, mask)

    def do_selp(self, name, operands, mask):
        a, b = (self.read(operand, name[-1]) for operand in operands[1:3])
        self.write(operands[0], np.where(self.registers[operands[3]].astype(bool), a, b), mask)

    def do_mov(self, name, operands, mask):
        if operands[0].startswith("{"):
            parts = self.parts(operands[0])
            value = self.read(operands[1], name[-1]).astype(np.uint64)
            size = 64 // len(parts) if name[-1].endswith("64") else 32 // len(parts)
            for i, part in enumerate(parts):
                if part != "_":
                    self.write(part, value >> np.uint64(size * i) & np.uint64((1 << size) - 1), mask)
        elif operands[1].startswith("{"):
            parts = self.parts(operands[1])
            size = int(name[-1][1:]) // len(parts)
            value = sum(self.read(part, f"b{size}").astype(np.uint64) << np.uint64(size * i)
                        for i, part in enumerate(parts))
            self.write(operands[0], value, mask)
        elif name[-1] == "pred":
            self.write(operands[0], self.read(operands[1], "b8") != 0, mask)
        elif operands[1] == "%clock64":
            self.block.module.clock += 1
            self.write(operands[0], np.full(WARP, self.block.module.clock, np.uint64), mask)
        else:
            self.write(operands[0], self.read(operands[1], name[-1]), mask)

    def do_cvta(self, name, operands, mask):
        self.write(operands[0], self.read(operands[1], "b64"), mask)

    def do_cvt(self, name, operands, mask):
        to, source = name[-2], self.read(operands[1], name[-1])
        for rounding, function in (("i", np.rint), ("zi", np.trunc), ("mi", np.floor), ("pi", np.ceil)):
            if name[1] == "r" + rounding or name[1] == "rn" + rounding:
                source = function(source)
        if to[0] != "f" and source.dtype.kind == "f":
            limits = np.iinfo(TYPES[to])
            source = np.clip(np.nan_to_num(source.astype(np.float64)), limits.min, limits.max)
        self.write(operands[0], source.astype(TYPES[to]), mask)

    def do_prmt(self, name, operands, mask):
        """Of the eight bytes of two words, those that the selector's digits number; an 8 in one fills with the byte's sign."""
        assert name[1:] == ["b32"], name
        words = np.stack([self.read(operand, "b32") for operand in operands[1:3]], 1)
        numbers = self.read(operands[3], "b32")[:, None] >> np.arange(0, 16, 4, dtype=np.uint32)
        picked = np.take_along_axis(words.view(np.uint8), (numbers & np.uint32(7)).astype(np.int64), 1)
        signs = (picked.view(np.int8) >> 7).view(np.uint8)
        self.write(operands[0], np.where(numbers & np.uint32(8), signs, picked).view(np.uint32)[:, 0], mask)

    def do_dp4a(self, name, operands, mask):
        a = self.read(operands[1], "b32").view(TYPES[name[1][0] + "8"]).reshape(WARP, 4)
        b = self.read(operands[2], "b32").view(TYPES[name[2][0] + "8"]).reshape(WARP, 4)
        dot = (a.astype(np.int32) * b.astype(np.int32)).sum(1, dtype=np.int32)
        self.write(operands[0], self.read(operands[3], "s32") + dot, mask)

    def do_mma(self, name, operands, mask):
        """m16n8k32 of bytes, row by column."""
        assert name[1:6] == ["sync", "aligned", "m16n8k32", "row", "col"], name
        kinds = {"u8": np.uint8, "s8": np.int8}
        a, b, c = (np.stack([self.read(part, "b32") for part in self.parts(operands[i])]) for i in (1, 2, 3))
        group, inside = np.divmod(np.arange(WARP), 4)
        left, right = np.zeros((16, 32), np.int32), np.zeros((32, 8), np.int32)
        for i in range(4):  # Rows from 8 on in odd registers, columns from 16 on in the last two.
            values = a[i].view(kinds[name[-3]]).reshape(WARP, 4)
            for byte in range(4):
                left[group + 8 * (i % 2), 4 * inside + byte + 16 * (i // 2)] = values[:, byte]
        for i in range(2):
            values = b[i].view(kinds[name[-2]]).reshape(WARP, 4)
            for byte in range(4):
                right[4 * inside + byte + 16 * i, group] = values[:, byte]
        product = left @ right
        for i, part in enumerate(self.parts(operands[0])):
            self.write(part, c[i].view(np.int32) + product[group + 8 * (i // 2), 2 * inside + i % 2], mask)

    def do_shfl(self, name, operands, mask):
        assert name[1] == "sync" and operands[3] == "31" and operands[4] == "-1"
        lanes = self.read(operands[2], "u32") % WARP
        if name[2] != "idx":
            assert name[2] == "bfly", name
            lanes ^= np.arange(WARP, dtype=lanes.dtype)
        self.write(operands[0].split("|")[0], self.read(operands[1], "b32")[lanes], mask)

    @staticmethod
    def parts(operand):
        return [part.strip() for part in operand.strip("{}").split(",")]

    def memory(self, name, address, mask):
        """The bytes that addresses are of, and where in them."""
        base, _, offset = address.strip("[] ").partition("+")
        at = self.read(base, "u64") + np.uint64(int(offset or "0") & (1 << 64) - 1)
        if "shared" in name:
            return self.block.shared, at[mask].astype(np.int64)
        assert "global" in name, name
        (number,) = set((at[mask] >> np.uint64(BUFFER_SHIFT)).tolist())
        return self.block.buffers[number - 1], (at[mask] & np.uint64((1 << BUFFER_SHIFT) - 1)).astype(np.int64)

    def bytes_of(self, name, address, mask, size, count):
        memory, at = self.memory(name, address, mask)
        assert (at % (size * count) == 0).all(), f"misaligned: {name}"
        assert (at >= 0).all() and (at + size * count <= memory.size).all(), f"out of bounds: {name} {at} {memory.size}"
        return memory, at

    def do_ld(self, name, operands, mask):
        if name[1] == "param":
            self.write(operands[0], np.full(WARP, self.block.parameters[operands[1].strip("[]")], np.uint64), mask)
            return
        targets = self.parts(operands[0])
        dtype = np.dtype(TYPES[name[-1]])
        memory, at = self.bytes_of(name, operands[1], mask, dtype.itemsize, len(targets))
        for i, target in enumerate(targets):
            read = memory[(at + i * dtype.itemsize)[:, None] + np.arange(dtype.itemsize)].copy().view(dtype)[:, 0]
            values = np.zeros(WARP, dtype)
            values[mask] = read
            # A register wider than what is read is filled by its sign.
            self.write(target, values.astype(np.int64) if dtype.kind == "i" else values, mask)

    def do_st(self, name, operands, mask):
        sources = self.parts(operands[1])
        dtype = np.dtype(TYPES[name[-1]])
        memory, at = self.bytes_of(name, operands[0], mask, dtype.itemsize, len(sources))
        for i, source in enumerate(sources):
            values = self.read(source, name[-1])[mask].copy().view(np.uint8).reshape(-1, dtype.itemsize)
            memory[(at + i * dtype.itemsize)[:, None] + np.arange(dtype.itemsize)] = values
        if "shared" in name:
            self.block.tiles.wrote(self.number, at, len(sources) * dtype.itemsize)

    def do_atom(self, name, operands, mask):
        """One thread after the other."""
        function = {"add": np.add, "max": np.maximum}[next(part for part in name if part in ("add", "max"))]
        dtype = np.dtype(TYPES[name[-1]])
        memory, at = self.bytes_of(name, operands[1], mask, dtype.itemsize, 1)
        values, old = self.read(operands[2], name[-1]), np.zeros(WARP, dtype)
        for lane, place in zip(np.flatnonzero(mask), at):
            word = memory[place : place + dtype.itemsize].view(dtype)
            old[lane] = word[0]
            word[0] = function(word[0], values[lane])
        self.write(operands[0], old, mask)

    def do_fence(self, name, operands, mask):
        """Whatever is written is seen at once, but for what products read."""
        if name[1] == "proxy":
            assert name[2:] == ["async", "shared::cta"], name
            self.block.tiles.publish(self.number)

    def do_wgmma(self, name, operands, mask):
        assert mask is EVERY, "wgmma of some threads"
        if name[1] == "mma_async":
            self.products.start(name, self.parts(operands[0]), *(int(self.read(each, "u64")[0]) for each in operands[1:3]))
        elif name[1] == "commit_group":
            self.products.commit()
        elif name[1] == "wait_group":
            self.products.wait(int(operands[0]))
        else:
            assert name[1] == "fence", name

    def do_cp(self, name, operands, mask):
        """Units of 16 bytes to shared memory; or as many bytes as it says, all of them memory's, to a cache."""
        if name[2] == "commit_group":
            self.copies.commit()
            return
        if name[2] == "wait_group":
            self.copies.wait(int(operands[0]))
            return
        if name[2] != "bulk":
            assert name[1:] == ["async", "cg", "shared", "global"] and operands[2] == "16", name
            _, to = self.bytes_of(["shared"], operands[0], mask, 16, 1)
            memory, at = self.bytes_of(["global"], operands[1], mask, 16, 1)
            self.copies.start(to, memory[at[:, None] + np.arange(16)])
            return
        assert name[1:] == ["async", "bulk", "prefetch", "L2", "global"], name
        memory, at = self.memory(name, operands[0], mask)
        size = self.read(operands[1], "u32")[mask].astype(np.int64)
        assert (at % 16 == 0).all() and (size % 16 == 0).all() and (size > 0).all(), f"misaligned: {name}"
        assert (at + size <= memory.size).all(), f"out of bounds: {name} {at} {size} {memory.size}"
