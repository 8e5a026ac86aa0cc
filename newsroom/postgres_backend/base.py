"""The database wrapper Django looks for: it has the embedded server running before it connects."""

from __future__ import annotations

from typing import Any

from django.db.backends.postgresql import base
from django.db.utils import OperationalError

from newsroom.embedded_postgres import Cluster, EmbeddedPostgresError


class DatabaseWrapper(base.DatabaseWrapper):
    """Starts nothing until somebody connects: checks, collectstatic and mypy need no server."""

    def get_connection_params(self) -> dict[str, Any]:
        cluster = self._cluster()
        self._have_running(cluster)
        params: dict[str, Any] = super().get_connection_params()
        # Both are given even where they look needless: libpq would listen to PGHOST and PGPORT.
        return params | {"host": str(cluster.socket_dir), "port": "5432"}

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        try:
            return super().get_new_connection(conn_params)
        except self.Database.OperationalError:
            # The server may have been killed under a process that lives on.
            self._have_running(self._cluster(), check=True)
            return super().get_new_connection(conn_params)

    def _cluster(self) -> Cluster:
        embedded = self.settings_dict["EMBEDDED"]
        return Cluster(**embedded)

    @staticmethod
    def _have_running(cluster: Cluster, *, check: bool = False) -> None:
        try:
            cluster.ensure_running(check=check)
        except EmbeddedPostgresError as error:
            raise OperationalError(str(error)) from error
