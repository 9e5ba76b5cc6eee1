"""Pages are large, and the allocator gives each page's memory back to the system and asks for it again.

What is given back is cleared before it comes again: a twentieth of the time a paper takes. A process that reads papers
all day keeps it instead (mallopt(3): M_TRIM_THRESHOLD, M_MMAP_THRESHOLD).
"""

import ctypes

_TRIM, _MAPPED = -1, -3
_KEPT = 256 << 20  # bytes at the top of the heap
_LARGEST = 32 << 20  # bytes of one piece: the most that every version of the library takes (DEFAULT_MMAP_THRESHOLD_MAX)


def keep_memory() -> None:
    """Keep what pages took for the next page; where the C library is another than GNU's, nothing changes."""
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(_MAPPED, _LARGEST)
        mallopt(_TRIM, _KEPT)
