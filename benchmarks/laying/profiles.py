"""The ways that pages come in: what befalls each, by name, and whether its code is still to be read."""

from collections.abc import Mapping

from benchmarks.laying.damage import curled, cut, folded, stamped, without_code
from benchmarks.laying.phones import photographed
from benchmarks.laying.scanners import (
    black_and_white,
    copied,
    grainy,
    inverted,
    mirrored,
    pale,
    sampled,
    skewed,
    turned,
)
from benchmarks.laying.sheets import Step, after

SCANNED: Mapping[str, Step] = {
    "grey 75": after(skewed(3), sampled(75), grainy(jpeg=85)),
    "grey 100": after(skewed(3), sampled(100), grainy()),
    "grey 150": after(skewed(3), sampled(150), grainy()),
    "grey 200": after(skewed(3), sampled(200), grainy()),
    "grey 300": after(skewed(3), grainy(6)),
    "grey 600": after(skewed(3), sampled(600), grainy(6)),
    "1-bit 200": after(skewed(3), sampled(200), grainy(3, 0), black_and_white()),
    "1-bit 300": after(skewed(3), grainy(3, 0), black_and_white()),
    "fax 204x196": after(skewed(2), sampled(204, 196), grainy(2, 0), black_and_white(185)),
    "fax 204x98": after(skewed(2), sampled(204, 98), grainy(2, 0), black_and_white(185)),
    "fax 204x196, no dpi": after(skewed(2), sampled(204, 196, claims=False), grainy(2, 0), black_and_white(185)),
    "fax 204x98, no dpi": after(skewed(2), sampled(204, 98, claims=False), grainy(2, 0), black_and_white(185)),
    "skew 12": after(skewed(12, 8), sampled(200), grainy()),
    "quarter turns": after(skewed(3), sampled(200), grainy(), turned()),
    "mirrored": after(skewed(3), sampled(200), grainy(), mirrored),
    "inverted": after(skewed(3), sampled(200), grainy(), inverted),
    "low contrast": after(skewed(3), pale(), sampled(200), grainy(3)),
    "copy of a copy": after(copied, copied, skewed(2), sampled(200), grainy()),
    "photo": after(photographed(12, (0.85, 0.95)), grainy(4, 85, 0.8)),
    "photo, tilted 25": after(photographed(25, (0.75, 0.95)), grainy(4, 85, 0.8)),
    "photo, small, busy table": after(photographed(20, (0.6, 0.75), "busy", 2600), grainy(4, 85, 0.8)),
    "photo, paper curled": after(curled(2.5), photographed(12, (0.85, 0.95)), grainy(4, 85, 0.8)),
    "scan, paper pulled": after(curled(1.5), skewed(2), sampled(200), grainy()),
    "cut": after(skewed(3), sampled(200), cut(0.25), grainy()),
    "cut at two sides": after(skewed(3), sampled(200), cut(0.15), cut(0.15), grainy()),
    "corners folded": after(folded(3), skewed(3), sampled(200), grainy()),
    "code stamped over": after(stamped, skewed(3), sampled(200), grainy()),
}
"""A page at 300 dpi as printed goes in."""

CODELESS: Mapping[str, Step] = {f"{name}, no code": after(without_code, step) for name, step in SCANNED.items()}
"""The same with the code torn away."""

TWO_UP: Mapping[str, tuple[Step, bool]] = {
    "two-up, A4 200": (after(sampled(200), grainy()), True),
    "two-up, A3 200": (after(sampled(283), grainy()), True),
    "two-up, skew 5": (after(skewed(5), sampled(200), grainy()), True),
    "two-up, turned, 1-bit": (after(sampled(200), turned(), grainy(3, 0), black_and_white()), True),
    "two-up, no codes": (after(skewed(2), sampled(200), grainy()), False),
}
"""Two pages beside each other on one sheet, with and without their codes."""

FOREIGN_WAYS = (
    "grey 200", "1-bit 200", "fax 204x196", "skew 12", "photo", "cut", "quarter turns", "copy of a copy",
)  # fmt: skip
"""The ways that foreign pages come in."""
