"""Floor 3: everything is wired, scheduled and given a command line here.

Settings come in (`settings`: one TOML file, all its faults at once), a running program goes out. Read `cli` first for
what can be asked, `settings` for what can be chosen, then `wiring` for which adapter stands behind each word.
"""
