"""Fuzzing: inputs that a machine makes up, led by which lines of ours they reach."""
