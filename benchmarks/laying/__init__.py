"""How surely and exactly scans are laid over their blanks: pages made worse on purpose, with the truth kept.

`python -m benchmarks.laying.measure` prints the tables; `sheets` is a page on its way to us, `scanners`, `damage` and
`phones` what can befall it, `profiles` the ways that pages come in, `foreign` the pages that are none of ours.
"""
