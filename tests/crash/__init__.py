"""Nothing is lost and nothing happens twice: the running daemon is killed, and its world broken, from a seed.

    python -m tests.crash --seed 17     one scenario again
    python -m tests.crash --runs 300    the seeds 0-299, with counts

Read first: `run` (one run), `invariants` (what must be true afterwards), `points` (where it is killed), `scenarios`
(from a seed to kills).
"""
