"""The parts of reading a name: the words (`words.toml`), cleaning, noise, machines' names, classes, people and topics.

`intake/filenames.py` tells how they follow each other; `words.toml` is where a new word goes.
"""
