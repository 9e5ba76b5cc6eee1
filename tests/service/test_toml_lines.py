"""Every key of a TOML text is found on its line."""

import pytest

from service.toml_lines import Place, line_for, lines_of

TEXT = '''\
# a comment
top = 1
many = [
    "a",   # key = 2
    "b",
]
text = """
[not.a.table]
key = 1
"""

[mailbox] # with a comment
host = "x=y"
inner.port = 3

[routing.needs]
elev = []

[[rounds]]
name = "1"

[[rounds]]
name = "2"
'''


@pytest.mark.parametrize(
    ("place", "line"),
    [
        (("top",), 2),
        (("many",), 3),
        (("text",), 7),
        (("key",), 1),
        (("mailbox",), 12),
        (("mailbox", "host"), 13),
        (("mailbox", "inner", "port"), 14),
        (("mailbox", "missing"), 12),
        (("routing", "needs", "elev"), 17),
        (("rounds",), 19),
        (("rounds", 0, "name"), 20),
        (("rounds", 1, "name"), 23),
        (("rounds", 1, "deadline"), 22),
        (("nowhere",), 1),
    ],
)
def test_a_place_has_its_line(place: Place, line: int) -> None:
    assert line_for(place, lines_of(TEXT)) == line
