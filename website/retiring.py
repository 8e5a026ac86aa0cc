"""Taking away the public files of issue pages that are shown no more; done by the press."""

from __future__ import annotations

from django.core.files.storage import storages
from django.db import transaction

from website import intake


@transaction.atomic
def remove_retired_files() -> list[str]:
    """Delete what no page and no edition shows any more; answers with the names. May be repeated after a crash."""
    names = intake.retired_files()
    gone = sorted(set(names) - intake.files_in_use(names))
    for name in gone:
        storages["public"].delete(name)
    intake.forget_retired_files(names)
    return gone
