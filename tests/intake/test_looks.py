"""What is tidied is never made up."""

import pytest

from intake.forms import FieldType
from intake.looks import tidy


@pytest.mark.parametrize("text", ["OB", "Ob", "o.b", "O klasse"])
def test_a_class_that_was_typed_with_an_o_keeps_it(text):
    assert tidy(text, FieldType.CLASS) == text
