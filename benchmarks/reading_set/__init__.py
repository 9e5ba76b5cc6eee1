"""Papers drawn from a seed, each with its truth: our forms filled in, scanned in many ways, and what is none.

    invented (what is said) → sheet (written on the blank) → scans (what a scanner, a fax, a phone makes of it) → files

Read `documents` first: `documents(seed, count)` gives them, `document(seed, number, profile, style)` gives one again,
`foreign_documents(seed, count)` what must never be taken for our form. `truth` says what is known of each. `faces` are
the fonts; those that no package of ours brings are asked for by their Debian package when they are missing.

    python -m benchmarks.reading_set FOLDER --seed 1 --documents 20     writes papers and their truth, to look at
"""
