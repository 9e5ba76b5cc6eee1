"""What may stand in a signature box and is no signature: fifty kinds, each drawn in its own way.

A mark is drawn on a Paper: the printed box at 300 dpi, with lengths in millimetres.
"""

from collections.abc import Mapping

from benchmarks.signatures import jottings, typed, wear
from benchmarks.signatures.drawings import DRAWINGS
from benchmarks.signatures.paper import Draw
from benchmarks.signatures.patterns import PATTERNS
from benchmarks.signatures.scrawls import SCRAWLS

MARKS: Mapping[str, Draw] = {
    "empty": wear.empty,
    "typed name": typed.typed_name,
    "large typed name": typed.large_name,
    "slanted typed name": typed.slanted_name,
    "script font name": typed.script_name,
    "joined script font name": typed.joined_script,
    "typed note": typed.typed_note,
    "field filled in on screen": typed.screen_field,
    "label spill": typed.label_spill,
    "name printed by hand": jottings.printed_by_hand,
    "note by hand": jottings.note,
    "date by hand": jottings.date,
    "initials elsewhere": jottings.initials,
    "cross": jottings.cross,
    "tick": jottings.tick,
    "tally": jottings.tally,
    "struck out box": jottings.struck_out,
    "ruler line": wear.ruled,
    "stamp": wear.stamp,
    "round stamp": wear.round_stamp,
    "specks": wear.specks,
    "fold line": wear.fold,
    "bleed-through": wear.shows_through,
    "highlighter": wear.highlighter,
    "correction fluid": wear.correction_fluid,
    "staple": wear.staple,
    "coffee ring": wear.coffee,
    "half a neighbour's signature": wear.neighbour,
    "scribbled out": jottings.scribbled_out,
    "doodle": jottings.doodle,
    "arrow to sign here": jottings.sign_here,
    "hair": wear.hair,
    "smudge": wear.smudge,
    "printed lines": wear.printed_lines,
    **SCRAWLS,
    **DRAWINGS,
}
"""Every kind of what is no signature."""

DOUBTS: Mapping[str, Draw] = {"readable name in a neat hand": typed.readable_hand, **PATTERNS}
"""What is neither surely a signature nor surely none, or much like one: taught to be uncertain, counted apart."""
