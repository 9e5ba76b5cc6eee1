"""Mails and pages are large, and the allocator gives the memory of each back to the system and asks for it again.

What is given back is cleared before it comes again: a twentieth of the time a page takes, a third of what it takes to
handle a mail of some megabytes. A process that does so all day keeps it instead (mallopt(3): M_TRIM_THRESHOLD,
M_MMAP_THRESHOLD); its threads share one heap (M_ARENA_MAX), or each would keep as much.
"""

import ctypes

_TRIM, _MAPPED, _ARENAS = -1, -3, -8
_LARGEST = 32 << 20  # bytes of one piece: the most that every version of the library takes (DEFAULT_MMAP_THRESHOLD_MAX)


def keep_memory(most: int) -> None:
    """Keep up to so many bytes at the top of the heap for what comes next; nothing changes where the C library is not
    GNU's. Threads that have a heap by then go on with it.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(_ARENAS, 1)
        mallopt(_MAPPED, _LARGEST)
        mallopt(_TRIM, most)
