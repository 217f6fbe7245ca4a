"""Colour profiles (ICC.1:2001) written byte by byte: P3 with a gamma, a print shop's inks with a table."""

import struct

# Colours of cyan, magenta and yellow alone and together in CIE L*a*b*, near to ISO 12647-2 for coated paper.
_INKS = {
    (0, 0, 0): (95, 0, -2), (1, 0, 0): (55, -37, -50), (0, 1, 0): (48, 74, -3), (0, 0, 1): (89, -5, 93),
    (1, 1, 0): (24, 22, -46), (1, 0, 1): (50, -68, 25), (0, 1, 1): (50, 60, 40), (1, 1, 1): (23, 0, 0),
}  # fmt: skip


def p3():
    """Display P3 with a plain gamma of 2.2, for light of D50."""
    curve = b"curv" + struct.pack(">IIH", 0, 1, round(2.2 * 256)) + b"\0\0"
    columns = {
        b"rXYZ": (0.51512, 0.24120, -0.00105),
        b"gXYZ": (0.29198, 0.69225, 0.04189),
        b"bXYZ": (0.15710, 0.06657, 0.78407),
    }
    tags = {name: _xyz(*value) for name, value in columns.items()}
    return _profile(b"mntr", b"RGB ", b"XYZ ", tags | {b"rTRC": curve, b"gTRC": curve, b"bTRC": curve})


def inks():
    """Four inks to L*a*b* by a table of two steps each; all black with the fourth."""
    rows = []
    for index in range(16):
        cyan, magenta, yellow, black = (index >> place & 1 for place in (3, 2, 1, 0))
        light, a, b = (10, 0, 0) if black else _INKS[cyan, magenta, yellow]
        rows.append(bytes((round(light * 2.55), a + 128, b + 128)))
    unit = struct.pack(">9i", *(65536 if place % 4 == 0 else 0 for place in range(9)))
    ramp = bytes(range(256))
    table = b"mft1\0\0\0\0" + bytes((4, 3, 2, 0)) + unit + ramp * 4 + b"".join(rows) + ramp * 3
    return _profile(b"prtr", b"CMYK", b"Lab ", {b"A2B0": table})


def _xyz(*values):
    return b"XYZ \0\0\0\0" + struct.pack(">3i", *(round(value * 65536) for value in values))


def _profile(kind, colours, between, tags):
    words = b"A profile of the tests\0"
    text = b"desc\0\0\0\0" + struct.pack(">I", len(words)) + words + bytes(12 + 67)
    tags = {b"desc": text, b"cprt": b"text\0\0\0\0none\0", b"wtpt": _xyz(0.9642, 1, 0.8249)} | tags
    index, body, at = b"", b"", 128 + 4 + 12 * len(tags)
    for name, data in tags.items():
        index += name + struct.pack(">II", at + len(body), len(data))
        body += data + bytes(-len(data) % 4)
    size = at + len(body)
    head = struct.pack(">I4sI4s4s4s", size, b"none", 0x02400000, kind, colours, between)
    head += struct.pack(">6H", 2026, 1, 1, 0, 0, 0) + b"acsp" + bytes(28) + _xyz(0.9642, 1, 0.8249)[8:]
    return head + bytes(128 - len(head)) + struct.pack(">I", len(tags)) + index + body
