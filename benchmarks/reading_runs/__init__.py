"""Reading the papers of `benchmarks.reading_set` with this program and with what a user would pick instead.

`ours` is this program in a warm child, `rival` is OCRmyPDF with pdfplumber and labels; both give what they found as a
`Found`, ours also what it is in a `letter` with a `register` of schools; `score` holds it against the truth, `figures`
counts, `tables` shows, `page` writes into README and docs.
"""
