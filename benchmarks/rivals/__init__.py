"""Other ways to plan a round, to measure ours against; each takes a `Problem` and gives who holds what.

None of them knows `routing`'s table, queue or solver: they and the scores read the round themselves (`problem`), so
that what is compared is also checked.
"""
