#!/usr/bin/env python3
"""Every command of Newsroom; `demo`, `test` and the measuring ones also make the environment on a fresh machine.

This file parses on Python 3.6, newsroom/bootstrap.py on 3.8, so that these can be told what they lack.
"""

import os
import sys

try:
    from newsroom import bootstrap
except SyntaxError:
    sys.exit("Newsroom needs Python 3.11 or newer; this is {}.{}.{}.".format(*sys.version_info))

STOPPED_BY_HAND = 130  # what shells answer for a command that Ctrl-C ended


def run_tests(arguments: list[str]) -> int:
    """Hand `manage.py test` to pytest, from wherever it was called."""
    try:
        import pytest
    except ImportError:
        sys.exit("pytest is not installed here: the tests need the packages of requirements.lock.")
    os.chdir(bootstrap.CHECKOUT)
    # Everything at once goes on all processors; a chosen few start sooner on one.
    return int(pytest.main(arguments or ["-n", "auto", "--dist", "worksteal"]))


def run_command(arguments: list[str]) -> None:
    """Run one of Django's commands or ours; what the operator can mend takes one line."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
    try:
        from django.core.management import execute_from_command_line
    except ImportError:
        sys.exit("Django is not installed here: run `python3 manage.py demo` first.")
    from newsroom.postgres_backend.refusals import one_line

    try:
        execute_from_command_line(arguments)
    except Exception as error:
        line = one_line(error)
        if line is None or "--traceback" in arguments:
            raise
        sys.exit(line)


if __name__ == "__main__":
    try:
        bootstrap.enter_environment(sys.argv)
        if sys.argv[1:2] == ["test"]:
            sys.exit(run_tests(sys.argv[2:]))
        run_command(sys.argv)
    except KeyboardInterrupt:
        sys.exit(STOPPED_BY_HAND)
