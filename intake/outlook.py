"""An Outlook message saved as a file (.msg, MS-OXMSG): its attachments, also those of messages within it.

Each attachment is a storage; its name and content are streams called after their MAPI property and its type.
"""

from collections.abc import Iterator, Mapping

from intake.compound import BrokenCompoundError, Compound
from intake.headers import text_of
from intake.unpack import MAX_FILES, File, UnpackError

_ATTACHMENT = "__attach_version1.0_#"
_CONTENT = "__substg1.0_37010102"
_NAMES = ("3707", "3704", "3001")  # long file name, short one, the name that is shown
_TYPES = (("001F", "utf-16-le"), ("001E", "cp1252"))


def from_outlook(content: bytes) -> tuple[File, ...]:
    """The attachments of a message; none when it has none. Raises UnpackError when it is broken or holds too many."""
    try:
        found = tuple(_attachments(content))
    except BrokenCompoundError:
        raise UnpackError("msg-broken") from None
    if len(found) > MAX_FILES:
        raise UnpackError("msg-too-many")
    return found


def _attachments(content: bytes) -> Iterator[File]:
    storages: dict[tuple[str, ...], dict[str, bytes]] = {}
    room = 2 * len(content)  # streams that share sectors could be handed out again and again
    for (*path, name), data in Compound(content).streams():
        room -= len(data)
        if room < 0:
            raise BrokenCompoundError("a message whose streams are more than its bytes")
        if path and path[-1].startswith(_ATTACHMENT):
            storages.setdefault(tuple(path), {})[name] = data
    for path_of in sorted(storages):
        streams = storages[path_of]
        if _CONTENT in streams:
            yield File(_name(streams), streams[_CONTENT])


def _name(streams: Mapping[str, bytes]) -> str:
    for key in _NAMES:
        for kind, charset in _TYPES:
            if raw := streams.get(f"__substg1.0_{key}{kind}"):
                return text_of(raw, charset).rstrip("\0")
    return ""
