"""Who takes which case in a round: in come cases, educators and their history, out comes a `Plan` that says why.

Pure: no clock, no database, no randomness; the same round gives the same plan, whatever the order of its rows.
Read `route` first (the story), then `instance` (the problem as values), `rules` (what is never allowed) and `fitness`
(what is better), then `turns` (who is served), `solver` (the best such plan) and `explain` (why, in plain Danish).
"""
