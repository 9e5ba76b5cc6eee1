"""How surely and exactly scans are laid over their blanks: pages made worse on purpose, with the truth kept.

`python -m benchmarks.laying.measure` prints the tables; `sheets` is what can befall a page, `profiles` the ways that
pages come in, `foreign` the pages that are none of ours.
"""
