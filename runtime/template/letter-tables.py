"""Writes LetterTables.inc, what LetterCase.cpp and Unicode.cpp must know of characters, from Python's own str methods."""

import sys
import unicodedata

sys.stdout = open(sys.argv[1], "w", encoding="ascii")
characters = [chr(code) for code in range(sys.maxunicode + 1) if not 0xD800 <= code < 0xE000]


def mapping(name, method):
    """Runs of letters whose mapping to one letter has the same distance, and the letters that map to several."""
    runs, several = [], []
    for character in characters:
        mapped = method(character)
        code = ord(character)
        if len(mapped) > 1:
            several.append((code, mapped))
        elif mapped != character:
            distance = ord(mapped) - code
            if runs and runs[-1][3] == distance and code - runs[-1][1] in (1, 2):
                first, last, step, _ = runs[-1]
                if first == last or step == code - last:
                    runs[-1] = (first, code, code - last, distance)
                    continue
            runs.append((code, code, 1, distance))
    print(f"constexpr Run {name}Runs[] = {{")
    for run in runs:
        print("  {%d, %d, %d, %d}," % run)
    print("};")
    print(f"constexpr Several {name}Several[] = {{")
    for code, mapped in several:
        bytes = "".join("\\x%02x" % byte for byte in mapped.encode())
        print(f'  {{{code}, "{bytes}"}},')
    print("};")


def ranges(name, predicate):
    """Ranges of characters that a predicate holds for."""
    found = []
    for character in characters:
        code = ord(character)
        if not predicate(character):
            continue
        if found and found[-1][1] == code - 1:
            found[-1][1] = code
        else:
            found.append([code, code])
    print(f"constexpr Range {name}[] = {{")
    for first, last in found:
        print(f"  {{{first}, {last}}},")
    print("};")


mapping("upper", str.upper)
mapping("lower", str.lower)
mapping("title", str.title)
ranges("cased", lambda c: c.islower() or c.isupper() or c.istitle())
ranges("unprintable", lambda c: not c.isprintable())
ranges("decimal", lambda c: unicodedata.category(c) == "Nd")
