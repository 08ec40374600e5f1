"""Writes NormalFormTables.inc, what NormalForm.cpp must know of characters, from Python's tables (module unicodedata)."""

import sys
import unicodedata

BLOCK = 64
sys.stdout = open(sys.argv[1], "w", encoding="ascii")


def units(text):
    data = text.encode("utf-16-be")
    return [data[i] << 8 | data[i + 1] for i in range(0, len(data), 2)]


def is_hangul(code):
    return 0xAC00 <= code < 0xAC00 + 19 * 21 * 28


def array(kind, name, values):
    print(f"constexpr {kind} {name}[] = {{")
    for i in range(0, len(values), 16):
        print("  " + "".join(f"{value}," for value in values[i : i + 16]))
    print("};")


pool = []  # decompositions, one after the other
places = {}  # of each in the pool
values = []  # by code point: its class, or 256 + the place of its decomposition
compositions = []
for code in range(sys.maxunicode + 1):
    if 0xD800 <= code < 0xE000 or is_hangul(code):
        values.append(0)
        continue
    character = chr(code)
    canonical = unicodedata.normalize("NFD", character)
    compatible = unicodedata.normalize("NFKD", character)
    if compatible == character:
        values.append(unicodedata.combining(character))
        continue
    assert canonical != character or unicodedata.combining(character) == 0
    first = units(canonical) if canonical != character else []
    second = units(compatible) if compatible != canonical else []
    entry = (len(first) | len(second) << 8, *first, *second)
    if entry not in places:
        places[entry] = len(pool)
        pool += entry
    values.append(256 + places[entry])
    pair = unicodedata.decomposition(character).split()
    if len(pair) == 2 and pair[0][0] != "<" and unicodedata.normalize("NFC", character) == character:
        compositions.append((int(pair[0], 16), int(pair[1], 16), code))

while values[-1] == 0:
    values.pop()
values += [0] * (-len(values) % BLOCK)
blocks = []
block_of = []
for start in range(0, len(values), BLOCK):
    block = values[start : start + BLOCK]
    if block not in blocks:
        blocks.append(block)
    block_of.append(blocks.index(block))
assert 256 + len(pool) < 1 << 16

print(f"// Unicode {unicodedata.unidata_version}")
print(f"constexpr unsigned perBlock = {BLOCK};")
array("uint8_t" if len(blocks) <= 256 else "uint16_t", "blockOf", block_of)
array("uint16_t", "blocks", [value for block in blocks for value in block])
array("uint16_t", "decompositions", pool)
print("struct Composition { uint32_t first, second, composed; };")
array("Composition", "compositions", ["{%d,%d,%d}" % entry for entry in sorted(compositions)])
