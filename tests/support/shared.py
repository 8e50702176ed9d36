"""What takes long to make, made once for all the tests of a module.

@pytest.fixture(scope="module")
def built(rows_of_module):
    with clock_at(time(12)):
        ward = make_ward()
        ward.build()
        return ward

@pytest.fixture
def ward(noon, built):
    return deepcopy(built)

The rows lie in a transaction that is open for as long as the module; each test writes behind a savepoint
of its own, and the copy is its own too. Not for tests with real commits: others see nothing of these rows.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction


@contextmanager
def rows_kept(blocker: Any) -> Iterator[None]:
    """Open for the module, and gone after it. `blocker` is pytest-django's django_db_blocker."""
    with blocker.unblock():
        atomic = transaction.atomic()
        # As TestCase marks its own: an act that must be the outermost may run in the set-up.
        atomic._from_testcase = True
        atomic.__enter__()
        yield
        transaction.set_rollback(True)
        atomic.__exit__(None, None, None)
        connection.close()
