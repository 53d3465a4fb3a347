"""The code under test is given to each test as a value: the real modules here, mutants in `test_mutants.py`."""

import pytest

from tests.changes.said import Code


@pytest.fixture(scope="session")
def code() -> Code:
    """Give the real code."""
    return Code()
