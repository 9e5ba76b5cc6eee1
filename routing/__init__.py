"""Who takes which case in a round: in come cases, educators and their history, out comes a `Plan` that says why.

Pure: no clock, no database, no randomness; the same round gives the same plan, whatever the order of its rows.
Read `route` first (the story), then `instance` (the problem as values), `rules` (what is never allowed) and `fitness`
(what is better), then `turns` (who is served), `network` (the best such plan), `explain` and `certificate` (why, in
plain Danish), `regret` (why not) and `changes` with `difference` (what if). `hours` plans by hours; `child` does all
of it in a process of its own, and `check` looks at the answer from outside.
"""
