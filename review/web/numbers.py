"""Numbers in addresses."""


def number_of(text: str) -> int:
    """A whole number as the store's ids are; 0, which is nobody's, for anything else."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 12 else 0
