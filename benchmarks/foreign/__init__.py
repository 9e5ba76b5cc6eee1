"""Forms that are not ours: invented layouts of other offices, drawn by code, filled in, with the truth kept.

`layouts` says what a layout is; `ruled`, `dotted`, `captions` and `lines` are four that differ in how they ask: in a
table, on dotted lines, in boxes with a caption in the corner, above and below ruled lines. `filled` fills one in.
`learned/` holds what the tool proposed for a blank and a person then corrected.
"""
