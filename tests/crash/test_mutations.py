"""Every safeguard that the crash runs are tried against stands in the code, so that it can be taken away."""

import pytest

from tests.crash.mutations import MUTATIONS, Mutation, misplaced


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda mutation: mutation.name)
def test_what_a_mutation_changes_stands_exactly_once(mutation: Mutation) -> None:
    """Else the harness would be tried against the code as it is, and tell nothing."""
    assert misplaced(mutation) == ()
