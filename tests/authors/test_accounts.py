"""How accounts are kept: names nobody can mistake, roles nobody gives himself, and a record of all of it."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import DataError, IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from authors import workflow
from authors.forms import clock_time
from authors.models import AccountEvent, Author, Role, RoleRequest, User
from authors.text_line import check_text_line
from editions.models import Publication
from newsroom.roles import ensure_groups
from tests.factories import make_publication, make_user
from tests.person import Person

GOOD_PASSWORD = "lamp-oar-heron-41"


@pytest.fixture
def second_admin(cast):
    return make_user("admin2", Role.ADMIN, name="高以宁")


def page_of(account: User) -> str:
    return reverse("admin:authors_user_change", args=[account.pk])


def groups(*roles: Role) -> list[str]:
    return [str(ensure_groups()[role.value].pk) for role in roles]


def save(person: Person, **values: object) -> Person:
    """Press Save with `values` filled in; a field may be called `name`."""
    form = next(form for form in person.forms() if any(button.get("name") == "_save" for button in form.buttons))
    address = person.page.request["PATH_INFO"]
    person.page = person.client.post(address, {**form.fields, **values, "_save": "Save"}, follow=True)
    return person


def again(account: User) -> User:
    return User.objects.get(pk=account.pk)


def told(account: User) -> list[tuple[str, str, str | None]]:
    """The record of an account, oldest first."""
    rows = AccountEvent.objects.filter(account=account).order_by("id")
    return [(event.what, event.detail, event.by and event.by.username) for event in rows]


# -- names -----------------------------------------------------------------------------------------------------
GOOD_NAMES = ["reporter2", "wang.wei", "a_b-c", "沈知遥", "沈知遥2", "J.R", "x1"]
BAD_NAMES = {
    "аdmin": "one script",  # the first letter is Cyrillic
    "admin沈": "one script",
    "ａｄｍｉｎ": "one script",  # full-width; a form makes it "admin" before it gets here
    "ɑdmin": "one script",
    "ad min": "one script",
    "ad\u200bmin": "one script",
    "boss@paper": "one script",
    "../etc": "A dot stands between",
    "a..b": "A dot stands between",
    ".admin": "A dot stands between",
    "admin.": "A dot stands between",
    "admin\n": "one script",
    "x": "two to thirty",
    "x" * 31: "two to thirty",
}


@pytest.mark.django_db
def test_a_user_name_has_one_script_and_no_tricks():
    for name in GOOD_NAMES:
        User(username=name, password="x").full_clean()
    for name, sentence in BAD_NAMES.items():
        with pytest.raises(ValidationError, match=sentence):
            User(username=name, password="x").full_clean()


@pytest.mark.django_db
def test_the_database_refuses_the_same_names_as_the_form():
    for name in GOOD_NAMES:
        User.objects.create(username=name)
    for name in [*BAD_NAMES, "REPORTER2", "Wang.Wei"]:
        with pytest.raises((IntegrityError, DataError)), transaction.atomic():
            _insert(name)


def _insert(name: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO authors_user (username, name, password, email, is_superuser, is_staff, is_active, date_joined,"
            " times_signed_out) VALUES (%s, '', '', '', false, false, true, now(), 0)",
            [name],
        )


def test_full_width_letters_become_the_plain_ones_and_so_find_the_name_taken(cast, signed_in):
    form = {"username": "ｒｅｐｏｒｔｅｒ", "name": "假", "password1": GOOD_PASSWORD, "password2": GOOD_PASSWORD}
    answer = signed_in("admin").post(reverse("admin:authors_user_add"), form)
    assert "account of this name already" in answer.content.decode()


LINES = {"沈\u202e知遥\u200b": "沈知遥", " Qiu \t Lan\n": "Qiu Lan", "沈\u3000知遥": "沈\u3000知遥", "a\x00b": "ab"}


def test_a_line_of_words_keeps_what_can_be_seen():
    assert {typed: check_text_line(typed) for typed in LINES} == LINES


def test_no_name_title_or_line_of_the_imprint_hides_a_mark(cast, signed_in):
    paper = make_publication()
    admin = Person(signed_in("admin"))
    save(admin.open(page_of(cast.reporter)), name="沈\u202e知遥")
    admin.open(reverse("admin:authors_author_change", args=[cast.author.pk]))
    save(admin, name="沈\u200b知遥", title="首席\u202e记者")
    chief = Person(signed_in("chief_editor"))
    chief.open(reverse("admin:editions_publication_change", args=[paper.pk])).press(
        "_save", publisher="云\u202e岫日报社"
    )
    author = Author.objects.get(pk=cast.author.pk)
    publisher = Publication.objects.get().publisher
    assert (again(cast.reporter).name, author.name, author.title) == ("沈知遥", "沈知遥", "首席记者")
    assert publisher == "云岫日报社"


def test_who_gives_a_name_that_another_account_has_is_told_so(cast, signed_in):
    admin = save(Person(signed_in("admin")).open(page_of(cast.reporter2)), name=cast.reporter.name)
    assert f"Another account has the same name: {cast.reporter.name}." in admin.words


# -- roles -----------------------------------------------------------------------------------------------------
def test_an_administrator_gives_others_their_roles_and_it_is_recorded(cast, signed_in):
    browser = signed_in("reporter")
    Person(signed_in("admin")).open(page_of(cast.reporter)).press(
        "_save", groups=groups(Role.REPORTER, Role.PROOFREADER)
    )
    assert again(cast.reporter).roles == {"reporter", "proofreader"}
    assert told(cast.reporter) == [("roles", "+proofreader", "admin")]
    assert "Proofreader" in browser.get("/admin/").content.decode()


def test_no_administrator_gives_himself_a_role_without_another_one(cast, signed_in, second_admin):
    admin = Person(signed_in("admin")).open(page_of(cast.admin))
    admin.press("_save", groups=groups(Role.ADMIN, Role.CHIEF_EDITOR))
    assert "another administrator has to confirm" in admin.words
    assert again(cast.admin).roles == {"admin"}
    wanted = RoleRequest.objects.get()
    address = reverse("admin:authors_user_answer", args=[wanted.pk])
    admin.client.post(address, {"answer": "confirm"})
    assert again(cast.admin).roles == {"admin"}

    other = Person(Client(headers={"accept-language": "en"}))
    other.client.force_login(second_admin)
    assert "wants to hold the role: Chief editor" in other.open(reverse("admin:authors_user_changelist")).words
    other.open(page_of(cast.admin)).press("answer", "confirm")
    assert "holds the role now" in other.words
    assert again(cast.admin).roles == {"admin", "chief_editor"}
    assert told(cast.admin) == [
        ("role_asked", "+chief_editor", "admin"),
        ("role_confirmed", "+chief_editor", "admin2"),
    ]


def test_whom_he_made_an_administrator_himself_cannot_confirm_it(cast, second_admin):
    puppet = make_user("puppet")
    workflow.set_roles(puppet, ["admin"], by=cast.admin)
    [wanted] = workflow.set_roles(cast.admin, ["admin", "reporter"], by=cast.admin)
    for person in (again(puppet), cast.admin, cast.chief_editor):
        with pytest.raises(workflow.Refused):
            workflow.confirm_role(wanted, by=person)
    workflow.confirm_role(wanted, by=second_admin)
    assert again(cast.admin).roles == {"admin", "reporter"}


def test_a_request_is_answered_once_and_may_be_taken_back(cast, second_admin):
    [wanted] = workflow.set_roles(cast.admin, ["admin", "reporter"], by=cast.admin)
    assert workflow.set_roles(cast.admin, ["admin", "reporter"], by=cast.admin) == [wanted]
    workflow.refuse_role(wanted, by=cast.admin)
    with pytest.raises(workflow.Refused):
        workflow.confirm_role(wanted, by=second_admin)
    assert again(cast.admin).roles == {"admin"}


def test_nobody_but_an_administrator_changes_an_account(cast, signed_in):
    chief = again(cast.chief_editor)
    deeds = [
        lambda: workflow.set_roles(cast.reporter, ["chief_editor"], by=chief),
        lambda: workflow.disable(cast.reporter, by=chief),
        lambda: workflow.enable(cast.reporter, by=chief),
        lambda: workflow.sign_out_everywhere(cast.reporter, by=chief),
        lambda: workflow.reset_factor(cast.reporter, by=chief),
        lambda: workflow.unlock("reporter", by=chief),
    ]
    for deed in deeds:
        with pytest.raises(workflow.Refused):
            deed()
    assert not AccountEvent.objects.exists()


def test_the_last_administrator_stays_and_the_next_to_last_may_go(cast, signed_in, second_admin):
    workflow.disable(second_admin, by=cast.admin)
    admin = Person(signed_in("admin")).open(page_of(cast.admin))
    admin.press("_save", groups=groups(Role.REPORTER))
    assert "This is the last administrator." in admin.words
    admin.open(page_of(cast.admin)).press("_save", is_active=[])
    assert "This is the last administrator." in admin.words
    workflow.enable(second_admin, by=cast.admin)
    workflow.set_roles(cast.admin, [], by=cast.admin)
    assert again(cast.admin).roles == frozenset()
    with pytest.raises(workflow.Refused):
        workflow.disable(second_admin, by=None)


def test_an_account_is_disabled_and_enabled_by_its_box_and_both_are_recorded(cast, signed_in):
    admin = Person(signed_in("admin"))
    admin.open(page_of(cast.reporter)).press("_save", is_active=[])
    assert not again(cast.reporter).is_active
    admin.open(page_of(cast.reporter)).press("_save", is_active="on")
    assert again(cast.reporter).is_active
    assert [what for what, _detail, _by in told(cast.reporter)] == ["disabled", "enabled"]
    assert "Account disabled" in admin.open(page_of(cast.reporter)).words


def test_a_new_account_another_name_and_a_password_are_in_the_record(cast, signed_in):
    admin = Person(signed_in("admin")).open(reverse("admin:authors_user_add"))
    save(admin, username="newcomer", name="新人", password1=GOOD_PASSWORD, password2=GOOD_PASSWORD)
    made = User.objects.get(username="newcomer")
    admin.open(page_of(made)).press("_save", username="newcomer2")
    admin.open(reverse("admin:auth_user_password_change", args=[made.pk]))
    admin.press("set-password", password1=GOOD_PASSWORD + "x", password2=GOOD_PASSWORD + "x")
    made.groups.set(groups(Role.REPORTER))
    newcomer = Person(Client())
    newcomer.client.force_login(again(made))
    form = {"old_password": GOOD_PASSWORD + "x", "new_password1": GOOD_PASSWORD, "new_password2": GOOD_PASSWORD}
    newcomer.client.post(reverse("admin:password_change"), form)
    assert told(made) == [
        ("made", "", "admin"),
        ("renamed", "newcomer", "admin"),
        ("password", "", "admin"),
        ("password", "", "newcomer2"),
    ]


# -- on the server ---------------------------------------------------------------------------------------------
def run(*words: str, **options: object) -> str:
    out = io.StringIO()
    call_command("account", *words, stdout=out, **options)
    return out.getvalue()


def test_the_first_administrator_gets_in_from_the_server_by_the_same_rules(db, monkeypatch):
    for password in ("kurz-1x", "1q2w3e4r5t", "0123456789012", "boss-of-paper1"):
        monkeypatch.setenv("NEWSROOM_PASSWORD", password)
        with pytest.raises(CommandError):
            run("boss-of-paper", role=["admin"])
    monkeypatch.setenv("NEWSROOM_PASSWORD", GOOD_PASSWORD)
    with pytest.raises(CommandError, match="one script"):
        run("бoss", role=["admin"])
    assert "may sign in as: admin" in run("boss", role=["admin"])
    run("boss", role=["admin", "chief_editor"])
    assert told(User.objects.get()) == [
        ("made", "", None),
        ("roles", "+admin", None),
        ("roles", "+chief_editor", None),
    ]


def test_the_command_says_what_it_cannot_do(db):
    with pytest.raises(CommandError, match="no account called"):
        run("sign-out", "nobody")
    with pytest.raises(CommandError, match="one of: unlock"):
        run("delete", "nobody")
    with pytest.raises(CommandError, match="--role"):
        run("nobody")
    make_user("boss", Role.ADMIN)
    with pytest.raises(CommandError, match="last administrator"):
        run("boss", role=["reporter"])


# -- past all our code -------------------------------------------------------------------------------------------
def sql(statement: str, *values: object) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)


def test_the_record_of_accounts_is_never_rewritten(cast):
    event = workflow.record(cast.reporter, AccountEvent.What.MADE, by=cast.admin)
    for statement in (
        "UPDATE authors_accountevent SET what = 'enabled' WHERE id = %s",
        "DELETE FROM authors_accountevent WHERE id = %s",
    ):
        with pytest.raises(IntegrityError, match="append-only"):
            sql(statement, event.pk)


def test_the_database_lets_nobody_confirm_his_own_role(cast, second_admin):
    [wanted] = workflow.set_roles(cast.admin, ["admin", "reporter"], by=cast.admin)
    confirm = (
        "UPDATE authors_rolerequest SET answer = 'confirmed', answered_by_id = %s, answered_at = now() WHERE id = %s"
    )
    with pytest.raises(IntegrityError, match="confirmed_by_another"):
        sql(confirm, cast.admin.pk, wanted.pk)
    with pytest.raises(IntegrityError, match="time_and_name"):
        sql("UPDATE authors_rolerequest SET answer = 'confirmed' WHERE id = %s", wanted.pk)
    with pytest.raises(IntegrityError, match="answered once"):
        sql("UPDATE authors_rolerequest SET role = 'chief_editor' WHERE id = %s", wanted.pk)
    with pytest.raises(IntegrityError, match="answered once"):
        sql("DELETE FROM authors_rolerequest WHERE id = %s", wanted.pk)
    sql(confirm, second_admin.pk, wanted.pk)
    with pytest.raises(IntegrityError, match="answered once"):
        sql(confirm, second_admin.pk, wanted.pk)


def test_the_database_keeps_one_administrator(cast, second_admin):
    sql("UPDATE authors_user SET is_active = false WHERE id = %s", second_admin.pk)
    for statement in (
        "UPDATE authors_user SET is_active = false WHERE id = %s",
        "DELETE FROM authors_user_groups WHERE user_id = %s",
    ):
        with pytest.raises(IntegrityError, match="last administrator"):
            sql(statement, cast.admin.pk)
    sql("UPDATE authors_user SET is_active = true WHERE id = %s", second_admin.pk)
    sql("DELETE FROM authors_user_groups WHERE user_id = %s", cast.admin.pk)


def test_the_hour_on_the_door_is_never_too_early():
    noon = timezone.localtime().replace(hour=12, minute=0, second=1, microsecond=0)
    assert clock_time(noon) == "12:01"
    assert clock_time(noon + timedelta(days=1)).endswith("12:01")
