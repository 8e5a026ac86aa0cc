"""Accounts from the server: how the first administrator gets in, and how the night desk does when nobody can."""

from __future__ import annotations

import getpass
import os
import sys
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from authors import workflow
from authors.models import AccountEvent, Role, User
from authors.text_line import check_text_line
from newsroom.roles import ensure_groups


class Command(BaseCommand):
    help = (
        "`account NAME --role ROLE` makes an account for the desk with its roles, or gives an existing one these roles;"
        " it asks for the password of a new one, or takes NEWSROOM_PASSWORD. `account unlock NAME` lets somebody in"
        " again after too many wrong passwords, `account reset-factor NAME` takes a lost telephone off an account,"
        " `account sign-out NAME` ends its sessions."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("words", nargs="+", metavar="[unlock|reset-factor|sign-out] NAME")
        parser.add_argument("--name", default="", help="the person's name as the desk shows it")
        parser.add_argument("--role", action="append", choices=Role.values, help="may be given again")

    def handle(self, *args: Any, words: list[str], name: str, role: list[str] | None, **options: Any) -> None:
        deeds = {"unlock": self._unlock, "reset-factor": self._reset_factor, "sign-out": self._sign_out}
        if len(words) == 1 and role:
            self._make(words[0], name, role)
        elif len(words) == 1:
            raise CommandError("Say what the person is at the paper: --role reporter, for example.")
        elif len(words) > 2 or words[0] not in deeds:
            raise CommandError(f"Before the name may stand one of: {', '.join(deeds)}.")
        else:
            deeds[words[0]](words[1])

    # -- what may be done to an account ------------------------------------------------------------------------
    def _unlock(self, username: str) -> None:
        opened = workflow.unlock(username, by=None)
        self.stdout.write(f"{username} may try again." if opened else f"{username} was not locked out.")

    def _reset_factor(self, username: str) -> None:
        account = self._account(username)
        try:
            workflow.reset_factor(account, by=None)
        except workflow.Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"{account} ({username}) has no second factor any more and is signed out everywhere.")

    def _sign_out(self, username: str) -> None:
        account = self._account(username)
        workflow.sign_out_everywhere(account, by=None)
        self.stdout.write(f"{account} ({username}) is signed out everywhere.")

    def _account(self, username: str) -> User:
        account = User.objects.filter(username__iexact=username).first()
        if account is None:
            raise CommandError(f"There is no account called {username}.")
        return account

    # -- making one --------------------------------------------------------------------------------------------
    @transaction.atomic
    def _make(self, username: str, name: str, role: list[str]) -> None:
        ensure_groups()
        user = User.objects.filter(username=username).first() or User(username=username, is_staff=True)
        is_new = user.pk is None
        user.name = check_text_line(name) or user.name
        if is_new:
            user.set_password(self._password(user))
        self._check(user)
        user.save()
        if is_new:
            workflow.record(user, AccountEvent.What.MADE, by=None)
        try:
            workflow.set_roles(user, role, by=None)
        except workflow.Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"{user} ({username}) may sign in as: {', '.join(role)}.")

    def _check(self, user: User) -> None:
        try:
            user.full_clean(exclude=["password"])
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
