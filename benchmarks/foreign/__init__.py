"""Forms that are not ours: layouts of other offices, invented, drawn by code, filled in and scanned, with the truth kept.

`layouts` says what a layout is; `ruled`, `dotted`, `captions` and `lines` are four that differ in how they ask: in a
table, on dotted lines, in boxes with a caption in the corner, above and below ruled lines. `filled` fills one in.
`learned/` holds what the tool proposed for a blank and a person then corrected.
"""
