"""The database role of the readers' process, as migrations make it and give it its rights."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState


class _RoleOperation(Operation):
    """An operation on rights: it changes the database, not the models."""

    reversible = True
    atomic = True

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Models stay as they are."""


class MakeReaderRole(_RoleOperation):
    """Make the role where it is missing. It has no password: on a server of your own, set one or map it in pg_hba.

    A desk role without CREATEROLE meets a role made beforehand by the server's administrator, or a clear error.
    """

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: Any,
        to_state: Any,
    ) -> None:
        role = schema_editor.quote_value(settings.READER_ROLE)
        name = schema_editor.quote_name(settings.READER_ROLE)
        schema_editor.execute(
            f"DO $$ BEGIN IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = {role}) THEN"
            f" CREATE ROLE {name} LOGIN; END IF; END $$"
        )
        schema_editor.execute(f"GRANT USAGE ON SCHEMA public TO {name}")

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: Any,
        to_state: Any,
    ) -> None:
        """Leave the role: other databases of the same server may use it."""

    def describe(self) -> str:
        return "Make the readers' role if it is missing"


class GrantReading(_RoleOperation):
    """Let readers' processes read the table of one model of the website."""

    def __init__(self, model: str) -> None:
        self.model = model

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: Any,
        to_state: Any,
    ) -> None:
        self._execute(app_label, schema_editor, to_state, "GRANT SELECT ON {table} TO {role}")

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: Any,
        to_state: Any,
    ) -> None:
        self._execute(app_label, schema_editor, to_state, "REVOKE SELECT ON {table} FROM {role}")

    def _execute(self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, state: Any, statement: str) -> None:
        table = state.apps.get_model(app_label, self.model)._meta.db_table
        schema_editor.execute(
            statement.format(
                table=schema_editor.quote_name(table),
                role=schema_editor.quote_name(settings.READER_ROLE),
            )
        )

    def describe(self) -> str:
        return f"Let readers read {self.model}"
