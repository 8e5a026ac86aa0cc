"""The way to the desk: what somebody must know and have, how often he may guess, and how long he stays."""

from __future__ import annotations

import io
import re
import time
from base64 import b32decode
from urllib.parse import parse_qs, urlsplit

import pytest
from axes.models import AccessAttempt
from django.core.checks import run_checks
from django.core.management import call_command
from django.test import Client, RequestFactory
from django.urls import reverse
from django_otp.oath import totp
from django_otp.plugins.otp_totp.models import TOTPDevice

from authors import locks, second_factor, sessions, workflow
from authors.models import AccountEvent, User
from tests.person import Person
from tests.racing import at_once

DESK = "/admin/"
CODE = "/admin/second-factor/"


@pytest.fixture
def factor_for_chiefs(settings):
    settings.SECOND_FACTOR_ROLES = frozenset({"chief_editor", "admin"})


@pytest.fixture
def at_the_door(cast):
    """A browser in which somebody types his name and password."""

    def type_in(name: str, password: str = "newsroom", address: str = "/admin/login/?next=/admin/", **extra) -> Person:
        person = Person(Client(headers={"accept-language": "en"}, **extra))
        person.page = person.client.post(address, {"username": name, "password": password}, follow=True)
        return person

    return type_in


def give_telephone(user: User) -> TOTPDevice:
    return TOTPDevice.objects.create(user=user, name="telephone", key=second_factor.new_key(), confirmed=True)


def shown_by(device: TOTPDevice, *, later: int = 0) -> str:
    """What the telephone shows now, or some steps later: a code that was used is of no more use."""
    return f"{totp(bytes.fromhex(device.key), drift=later):06d}"


# -- the second factor -----------------------------------------------------------------------------------------
def test_a_chief_editor_sets_up_his_telephone_at_the_first_sign_in_and_gets_ten_codes(
    factor_for_chiefs, at_the_door, cast
):
    chief = at_the_door("chief_editor")
    assert "Your role at the paper needs a code" in chief.words
    secret = re.search(r'class="secret">([A-Z2-7 ]+)<', chief.text)[1].replace(" ", "")
    key = b32decode(secret).hex()
    chief.press(to="set-up", code="000000")
    assert "not the code the telephone shows" in chief.words
    assert f'class="secret">{secret[:4]}' in chief.text
    chief.press(to="set-up", code=f"{totp(bytes.fromhex(key)):06d}")
    assert len(re.findall(r"<li><code>\w{8}</code>", chief.text)) == 10
    assert chief.open(DESK).page.request["PATH_INFO"] == DESK
    assert AccountEvent.objects.get(what="factor_on").by == cast.chief_editor


def test_until_the_code_is_given_every_address_of_the_desk_leads_to_the_same_page(factor_for_chiefs, cast):
    give_telephone(cast.chief_editor)
    browser = Client()
    browser.force_login(cast.chief_editor)
    for address in ("", "articles/article/", "articles/article/1/change/", "nothing/", "authors/user/", "jsi18n/"):
        answer = browser.get(f"{DESK}{address}")
        where = urlsplit(answer.headers["Location"])
        assert (answer.status_code, where.path) == (302, CODE), address
        assert parse_qs(where.query) == {"next": [f"{DESK}{address}"]}
        assert urlsplit(browser.post(f"{DESK}{address}").headers["Location"]).path == CODE
    assert b"desk-nav" not in browser.get(CODE).content


def test_a_code_opens_the_desk_once_and_the_session_gets_a_new_key(factor_for_chiefs, at_the_door, cast):
    device = give_telephone(cast.chief_editor)
    chief = at_the_door("chief_editor")
    before, code = chief.client.session.session_key, shown_by(device)
    chief.press(to="second-factor", code=f" {code[:3]} {code[3:]} ")
    assert chief.page.request["PATH_INFO"] == DESK
    assert chief.client.session.session_key != before
    again = at_the_door("chief_editor").press(to="second-factor", code=code)
    assert "not valid now" in again.words


def test_full_width_digits_from_a_chinese_keyboard_are_digits(factor_for_chiefs, at_the_door, cast):
    device = give_telephone(cast.chief_editor)
    wide = shown_by(device).translate({ord("0") + digit: ord("０") + digit for digit in range(10)})
    assert at_the_door("chief_editor").press(to="second-factor", code=wide).page.request["PATH_INFO"] == DESK


def test_guessing_codes_is_slowed_and_the_right_one_does_not_help_meanwhile(factor_for_chiefs, at_the_door, cast):
    device = give_telephone(cast.chief_editor)
    wrong = f"{(int(shown_by(device)) + 500_000) % 1_000_000:06d}"
    chief = at_the_door("chief_editor").press(to="second-factor", code=wrong)
    assert "not valid now" in chief.words
    TOTPDevice.objects.update(throttling_failure_count=8)
    chief.press(to="second-factor", code=shown_by(device))
    assert "Too many wrong codes." in chief.words
    TOTPDevice.objects.update(throttling_failure_count=0)
    assert chief.press(to="second-factor", code=shown_by(device)).page.request["PATH_INFO"] == DESK


def test_a_recovery_code_works_once_in_place_of_the_telephone(factor_for_chiefs, at_the_door, cast):
    give_telephone(cast.chief_editor)
    codes = second_factor.new_recovery_codes(cast.chief_editor)
    on_paper = f"{codes[0][:4].upper()}-{codes[0][4:].upper()}"
    assert at_the_door("chief_editor").press(to="second-factor", code=on_paper).page.request["PATH_INFO"] == DESK
    again = at_the_door("chief_editor").press(to="second-factor", code=codes[0])
    assert "not valid now" in again.words
    assert second_factor.recovery_codes_left(cast.chief_editor) == 9


def test_anothers_code_is_nobodys(factor_for_chiefs, at_the_door, cast):
    give_telephone(cast.chief_editor)
    other = give_telephone(cast.admin)
    assert "not valid now" in at_the_door("chief_editor").press(to="second-factor", code=shown_by(other)).words


def test_a_reporter_signs_in_without_a_code_and_may_have_a_telephone_all_the_same(factor_for_chiefs, at_the_door, cast):
    reporter = at_the_door("reporter")
    assert reporter.page.request["PATH_INFO"] == DESK
    assert "Set up the second factor" in reporter.open(CODE).words
    device = give_telephone(cast.reporter)
    assert reporter.open(DESK).page.request["PATH_INFO"] == CODE
    reporter.press(to="second-factor", code=shown_by(device))
    reporter.open(CODE).press("do", "off", code="000000")
    assert TOTPDevice.objects.exists()
    TOTPDevice.objects.update(throttling_failure_count=0)
    reporter.press("do", "off", code=shown_by(device, later=1))
    assert not TOTPDevice.objects.exists()
    assert at_the_door("reporter").page.request["PATH_INFO"] == DESK


def test_new_recovery_codes_cost_a_code_and_end_the_old_ones(at_the_door, cast):
    device = give_telephone(cast.reporter)
    old = second_factor.new_recovery_codes(cast.reporter)
    reporter = at_the_door("reporter").press(to="second-factor", code=shown_by(device))
    reporter.open(CODE).press("do", "codes", code=shown_by(device, later=1))
    new = re.findall(r"<li><code>(\w{8})</code>", reporter.text)
    assert len(new) == 10
    assert not set(new) & set(old)
    assert second_factor.give_code(cast.reporter, old[0]) is None


def test_an_administrator_resets_a_lost_telephone_and_never_his_own(cast, signed_in):
    give_telephone(cast.chief_editor)
    give_telephone(cast.admin)
    admin = signed_in("admin")
    device = TOTPDevice.objects.get(user=cast.admin)
    admin.post(CODE, {"code": shown_by(device)})
    for account in (cast.chief_editor, cast.admin):
        admin.post(reverse("admin:authors_user_do", args=[account.pk, "reset-factor"]))
    assert list(TOTPDevice.objects.values_list("user__username", flat=True)) == ["admin"]
    event = AccountEvent.objects.get(what="factor_reset")
    assert (event.account, event.by) == (cast.chief_editor, cast.admin)


def test_nothing_of_the_second_factor_is_a_list_of_the_admin(signed_in):
    for address in ("otp_totp/totpdevice/", "otp_static/staticdevice/", "axes/accessattempt/"):
        assert signed_in("admin").get(f"{DESK}{address}").status_code == 404


@pytest.mark.parametrize("address", ["https://example.com/", "//example.com", "/\\example.com", "javascript:alert(1)"])
def test_after_the_code_the_way_leads_nowhere_outside(cast, address):
    device = give_telephone(cast.reporter)
    browser = Client()
    browser.force_login(cast.reporter)
    answer = browser.post(CODE, {"code": shown_by(device), "next": address})
    assert answer.headers["Location"] == DESK


def test_a_role_that_is_misspelt_in_the_settings_is_named_by_the_check(settings):
    settings.SECOND_FACTOR_ROLES = frozenset({"chief_editor", "administrator"})
    assert [error.msg for error in run_checks() if error.id == "newsroom.E001"] == ["No such role: administrator."]


# -- wrong passwords -------------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", ["reporter", "nobody-of-this-name"])
def test_after_five_wrong_passwords_the_door_stays_shut_and_says_until_when(at_the_door, name):
    for _number in range(4):
        assert "Name and password do not match." in at_the_door(name, "wrong").words
    fifth = at_the_door(name, "wrong")
    # A quarter of an hour before midnight the day is said too.
    until = r"(\d+ \w+ \d{4}, )?\d\d:\d\d"
    assert re.search(rf"Too many attempts\. Try again at {until}, or let an administrator unlock you\.", fifth.words)
    assert fifth.page.status_code == 429
    sixth = at_the_door(name, "newsroom")
    assert "Too many attempts." in sixth.words
    assert "_auth_user_id" not in sixth.client.session


def test_a_lock_is_for_one_name_at_one_address(at_the_door):
    for _number in range(5):
        at_the_door("reporter", "wrong", REMOTE_ADDR="10.0.0.1")
    assert at_the_door("reporter", REMOTE_ADDR="10.0.0.1").page.status_code == 429
    assert at_the_door("reporter", REMOTE_ADDR="10.0.0.2").page.request["PATH_INFO"] == DESK
    assert at_the_door("reporter2", REMOTE_ADDR="10.0.0.1").page.request["PATH_INFO"] == DESK


def test_the_right_password_in_time_starts_the_count_again(at_the_door):
    for _round in range(2):
        for _number in range(4):
            at_the_door("reporter", "wrong")
        assert at_the_door("reporter").page.request["PATH_INFO"] == DESK
    assert not AccessAttempt.objects.exists()


def test_the_door_opens_again_by_itself_and_trying_meanwhile_does_not_make_it_later(at_the_door, settings):
    for _number in range(5):
        at_the_door("reporter", "wrong")
    shut_at = AccessAttempt.objects.get().attempt_time
    at_the_door("reporter", "wrong")
    assert AccessAttempt.objects.get().attempt_time == shut_at
    AccessAttempt.objects.update(attempt_time=shut_at - settings.AXES_COOLOFF_TIME)
    assert at_the_door("reporter").page.request["PATH_INFO"] == DESK


def test_what_is_kept_of_a_wrong_try_is_name_address_number_and_time(at_the_door):
    at_the_door("reporter", "the password of my bank")
    row = AccessAttempt.objects.values().get()
    kept = {key: value for key, value in row.items() if value not in ("", None) and key not in {"id", "attempt_time"}}
    assert kept == {"username": "reporter", "ip_address": "127.0.0.1", "failures_since_start": 1}


def test_old_tries_with_any_name_are_swept_away_by_the_next_one(at_the_door):
    for number in range(3):
        at_the_door(f"guess{number}", "wrong")
    AccessAttempt.objects.update(attempt_time="2020-01-01T00:00:00Z")
    at_the_door("reporter", "wrong")
    assert [attempt.username for attempt in AccessAttempt.objects.all()] == ["reporter"]


def test_a_name_in_capitals_or_full_width_letters_is_counted_as_the_same(cast):
    tries = [locks.count_try(name, "10.0.0.1") for name in ("reporter", "Reporter", "ｒｅｐｏｒｔｅｒ")]
    assert tries == [1, 2, 3]


@pytest.mark.django_db(transaction=True)
def test_of_ten_tries_at_the_same_moment_no_more_than_five_are_looked_at(settings):
    counts = at_once(*[lambda: locks.count_try("reporter", "10.0.0.1")] * 10)
    assert [count <= settings.AXES_FAILURE_LIMIT for count in sorted(counts)] == [True] * 5 + [False] * 5


def test_the_night_desk_is_unlocked_by_an_administrator_or_on_the_server(at_the_door, cast, signed_in):
    def lock() -> None:
        for _number in range(5):
            at_the_door("chief_editor", "wrong")

    lock()
    admin = Person(signed_in("admin"))
    assert "chief_editor" in admin.open(reverse("admin:authors_user_locks")).words
    admin.press(to="locks", where="username=chief_editor")
    assert "Nobody is locked out." in admin.words
    assert admin.client.post(reverse("admin:authors_user_locks"), {"username": "a\0b"}).status_code == 302
    lock()
    call_command("account", "unlock", "chief_editor", stdout=io.StringIO())
    assert at_the_door("chief_editor").page.request["PATH_INFO"] == DESK
    events = AccountEvent.objects.filter(what="unlocked", account=cast.chief_editor).order_by("id")
    assert [event.by for event in events] == [cast.admin, None]


FORWARDED = [
    (True, "203.0.113.9, 198.51.100.7", "198.51.100.7"),
    (True, "not an address", "0.0.0.0"),
    (True, "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
    (False, "203.0.113.9", "127.0.0.1"),
]


@pytest.mark.parametrize(("behind_proxy", "header", "address"), FORWARDED)
def test_an_address_is_believed_only_from_our_own_proxy_and_only_its_last_word(settings, behind_proxy, header, address):
    settings.BEHIND_PROXY = behind_proxy
    assert locks.client_address(RequestFactory().get("/", HTTP_X_FORWARDED_FOR=header)) == address


def test_an_unknown_name_costs_the_same_work_as_a_known_one(cast, at_the_door, monkeypatch):
    hashed = []
    monkeypatch.setattr(
        "django.contrib.auth.hashers.MD5PasswordHasher.encode",
        lambda self, password, salt: hashed.append(password) or "md5$x$x",
    )
    for name in ("reporter", "nobody-of-this-name"):
        at_the_door(name, "wrong")
    assert hashed == ["wrong", "wrong"]


# -- sessions --------------------------------------------------------------------------------------------------
def clock(browser: Client, **stamps: int) -> None:
    session = browser.session
    session.update(stamps)
    session.save()


def test_who_was_idle_too_long_signs_in_again_and_goes_on_where_he_was(signed_in, settings):
    browser = signed_in("reporter")
    assert browser.get(DESK).status_code == 200
    clock(browser, **{sessions.LAST_SEEN: int(time.time()) - settings.SESSION_IDLE + 100})
    assert browser.get(DESK).status_code == 200
    assert time.time() - browser.session[sessions.LAST_SEEN] < 60
    clock(browser, **{sessions.LAST_SEEN: int(time.time()) - settings.SESSION_IDLE})
    answer = browser.get("/admin/articles/article/?state=draft")
    assert answer.headers["Location"] == "/admin/login/?next=/admin/articles/article/%3Fstate%3Ddraft"
    assert browser.get(DESK).status_code == 302


def test_after_twelve_hours_everybody_signs_in_again_however_busy_he_was(signed_in, settings):
    browser, now = signed_in("reporter"), int(time.time())
    browser.get(DESK)
    clock(browser, **{sessions.BEGAN: now - settings.SESSION_LONGEST, sessions.LAST_SEEN: now})
    assert browser.get(DESK).status_code == 302


def test_signing_in_starts_both_clocks_anew_and_leaves_nothing_of_the_old_session(at_the_door):
    reporter = at_the_door("reporter")
    an_hour_ago = int(time.time()) - 3600
    clock(reporter.client, **{sessions.BEGAN: an_hour_ago, "planted": 1})
    before = reporter.client.session.session_key
    reporter.client.post("/admin/login/", {"username": "reporter", "password": "newsroom"})
    assert reporter.client.session.session_key != before
    assert "planted" not in reporter.client.session
    assert reporter.client.session[sessions.BEGAN] > an_hour_ago
    assert reporter.client.get(DESK).status_code == 200


def test_a_page_s_script_is_told_where_to_sign_in_and_loses_no_word(signed_in, cast, settings):
    browser = signed_in("reporter")
    User.objects.filter(pk=cast.reporter.pk).update(times_signed_out=1)
    for send in (browser.get, browser.post):
        answer = send("/admin/articles/article/1/change/", headers={"X-Requested-With": "fetch"})
        assert (answer.status_code, answer.json()) == (401, {"sign_in": "/admin/login/?popup=1"})


def test_the_small_window_signs_in_and_says_that_it_can_be_closed(factor_for_chiefs, at_the_door, cast):
    device = give_telephone(cast.chief_editor)
    window = at_the_door("chief_editor", address="/admin/login/?popup=1")
    assert window.page.request["PATH_INFO"] == CODE
    window.press(to="second-factor", code=shown_by(device))
    assert "This window can be closed." in window.words
    assert "desk/signed_in.js" in window.text
    assert "This window can be closed." in window.open("/admin/login/?popup=1").words


def test_who_is_disabled_is_out_everywhere_and_stays_out_when_he_is_let_in_again(cast, signed_in):
    browser = signed_in("reporter")
    workflow.disable(cast.reporter, by=cast.admin)
    assert browser.get(DESK).status_code == 302
    workflow.enable(cast.reporter, by=cast.admin)
    assert browser.get(DESK).status_code == 302


def test_one_signs_himself_out_everywhere_and_an_administrator_does_it_for_him(cast, signed_in):
    here, there = signed_in("reporter"), signed_in("reporter")
    here.post(reverse("admin:sign_out_everywhere"))
    assert [browser.get(DESK).status_code for browser in (here, there)] == [302, 302]
    cast.reporter.refresh_from_db()
    again = signed_in("reporter")
    signed_in("admin").post(reverse("admin:authors_user_do", args=[cast.reporter.pk, "sign-out"]))
    assert again.get(DESK).status_code == 302
    signed_in("reporter2").post(reverse("admin:authors_user_do", args=[cast.admin.pk, "sign-out"]))
    assert list(AccountEvent.objects.values_list("by__username", flat=True)) == ["admin", "reporter"]


def test_who_has_lost_his_last_role_can_still_log_out(cast, signed_in):
    browser = signed_in("reporter")
    cast.reporter.groups.clear()
    page = Person(browser).open(DESK)
    assert "holds no role at the paper now" in page.words
    page.press(to="logout")
    assert "_auth_user_id" not in browser.session


def test_nobody_is_signed_in_by_a_form_from_elsewhere(cast):
    browser = Client(enforce_csrf_checks=True, headers={"accept-language": "en"})
    answer = browser.post("/admin/login/", {"username": "reporter", "password": "newsroom"})
    assert answer.status_code == 403
    assert "go back with your browser's button" in answer.content.decode().replace("&#x27;", "'")
    assert "_auth_user_id" not in browser.session


def test_nothing_of_the_desk_is_kept_by_a_browser(signed_in, client, cast):
    reporter = signed_in("reporter")
    answers = [
        client.get(DESK), client.get("/admin/login/"), reporter.get(DESK), reporter.get("/admin/nothing/"),
        reporter.get("/admin/jsi18n/"), reporter.get("/admin/password_change/"), reporter.post("/language/"),
        Client(enforce_csrf_checks=True).post("/admin/login/"),
    ]  # fmt: skip
    assert [answer.headers["Cache-Control"] for answer in answers] == ["no-store, private"] * len(answers)


def test_a_reader_s_page_asks_for_no_session(client, db):
    answer = client.get("/about/")
    assert "Cookie" not in answer.headers.get("Vary", "")
    assert "no-store" not in answer.headers.get("Cache-Control", "")


def test_a_session_that_does_not_know_when_it_began_begins_now(signed_in):
    browser = signed_in("reporter")
    session = browser.session
    del session[sessions.BEGAN], session[sessions.LAST_SEEN]
    session.save()
    assert browser.get(DESK).status_code == 200
    assert {sessions.BEGAN, sessions.LAST_SEEN} <= set(browser.session.keys())
