"""Makes an account for the desk, or gives an existing one its roles: how the first administrator gets in."""

from __future__ import annotations

import getpass
import os
import sys
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from authors.models import Role, User
from newsroom.roles import ensure_groups


class Command(BaseCommand):
    help = "Make an account for the desk with its roles; asks for the password, or takes NEWSROOM_PASSWORD."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--name", default="", help="the person's name as the desk shows it")
        parser.add_argument("--role", action="append", choices=Role.values, required=True, help="may be given again")

    def handle(self, *args: Any, username: str, name: str, role: list[str], **options: Any) -> None:
        with transaction.atomic():
            user = User.objects.filter(username=username).first() or User(username=username, is_staff=True)
            user.name = name or user.name
            if user.pk is None:
                user.set_password(self._password(user))
            self._check(user)
            user.save()
            groups = ensure_groups()
            user.groups.set([groups[one] for one in role])
        self.stdout.write(f"{user} ({username}) may sign in as: {', '.join(role)}.")

    def _check(self, user: User) -> None:
        try:
            user.clean_fields(exclude=["password"])
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error

    def _password(self, user: User) -> str:
        password = os.environ.get("NEWSROOM_PASSWORD") or self._ask()
        try:
            validate_password(password, user)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        return password

    def _ask(self) -> str:
        if not sys.stdin.isatty():
            raise CommandError("There is no terminal to ask for a password: set NEWSROOM_PASSWORD.")
        password = getpass.getpass("Password: ")
        if password != getpass.getpass("The same again: "):
            raise CommandError("The two passwords differ. Run the command again.")
        return password
