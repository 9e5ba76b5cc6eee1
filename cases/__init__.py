"""The words and the life of a case: floor 0, pure values, the standard library only.

Everything above speaks in these words, so read this package first: `kinds`, `application` (what a school asks for),
`consent`, `findings`, `case` (and its life, the table MOVES), `letters` (what came in and how it ended), `store`
(what the stages ask of the database).
"""
