"""Who somebody is at the paper: roles come from groups, and from nothing else."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.exceptions import ValidationError
from django.db.models import ProtectedError
from django.urls import reverse

from articles import policy as article_policy
from articles import verbs, workflow
from articles.models import Article
from authors import policy
from authors.models import Author, Role, User
from editions import policy as edition_policy
from newsroom.roles import ensure_groups
from photos import policy as photo_policy
from tests.factories import make_article, make_author, make_user

GOOD_PASSWORD = "lamp-oar-heron-41"


def again(user: User) -> User:
    """The person as the next request meets him."""
    return User.objects.get(pk=user.pk)


@pytest.mark.parametrize("role", list(Role))
def test_a_role_comes_from_the_group_of_its_name(db, role):
    person = make_user("person")
    assert person.roles == frozenset()
    person.groups.add(ensure_groups()[role.value])
    assert again(person).roles == {role.value}


def test_no_flag_and_no_permission_is_a_role(db):
    person = make_user("flagged", is_superuser=True)
    person.user_permissions.set(Permission.objects.all())
    assert again(person).roles == frozenset()


def test_a_group_of_another_name_opens_nothing(db, client):
    person = make_user("person")
    person.groups.add(Group.objects.create(name="Chief editors"))
    person = again(person)
    assert not person.holds(set(Role.values))
    assert not article_policy.can_file(person)
    assert not article_policy.visible_to(person).exists()


def test_who_has_left_holds_no_role(cast):
    cast.chief_editor.is_active = False
    cast.chief_editor.save()
    left = again(cast.chief_editor)
    assert left.roles == frozenset()
    assert left not in User.objects.holding(Role.CHIEF_EDITOR)


def test_who_has_left_is_out_at_his_next_click(cast, signed_in):
    browser = signed_in("chief_editor")
    assert browser.get(reverse("admin:index")).status_code == 200
    User.objects.filter(pk=cast.chief_editor.pk).update(is_active=False)
    assert browser.get(reverse("admin:index")).status_code == 302


def test_who_loses_a_role_loses_its_rights_at_his_next_click(cast, signed_in):
    article = workflow.take(verbs.BY_NAME["submit"], make_article(by=cast.reporter), by=cast.reporter)
    address = reverse("admin:articles_article_change", args=[article.pk])
    browser = signed_in("desk_editor")
    assert browser.get(address).status_code == 200
    cast.desk_editor.groups.set([ensure_groups()["page_designer"]])
    assert browser.get(address).status_code == 404
    cast.desk_editor.groups.clear()
    assert browser.get(address).status_code == 302


def sign_in(client, username, password="newsroom"):
    return client.post(reverse("admin:login"), {"username": username, "password": password, "next": "/admin/"})


@pytest.mark.parametrize("flags", [{}, {"is_superuser": True}])
def test_an_account_without_a_role_cannot_enter_the_desk(db, client, flags):
    make_user("newcomer", **flags)
    assert sign_in(client, "newcomer").status_code == 200
    assert "_auth_user_id" not in client.session
    assert client.get(reverse("admin:index")).status_code == 302


def test_an_account_with_a_role_enters_without_any_flag(db, client):
    make_user("reporter", Role.REPORTER)
    User.objects.update(is_staff=False)
    assert sign_in(client, "reporter").status_code == 302
    assert client.get(reverse("admin:index")).status_code == 200


def test_who_cannot_sign_in_is_not_told_whether_the_account_exists(cast, client):
    User.objects.filter(username="reporter2").update(is_active=False)
    answers = [sign_in(client, name, "wrong") for name in ("reporter", "reporter2", "no such person")]
    told = {str(answer.context["form"].non_field_errors()) for answer in answers}
    assert len(told) == 1


def test_signing_in_leads_nowhere_outside(cast, client):
    answer = client.post(
        f"{reverse('admin:login')}?next=https://example.com/",
        {"username": "reporter", "password": "newsroom", "next": "https://example.com/"},
    )
    assert answer.status_code == 302
    assert "example.com" not in answer.headers["Location"]


def test_the_superuser_flag_opens_nothing_of_the_papers_text(cast):
    draft = make_article(by=cast.reporter)
    person = make_user("root", is_superuser=True)
    assert not article_policy.visible_to(person).exists()
    assert not photo_policy.visible_to(person).exists()
    assert not edition_policy.visible_to(person).exists()
    assert not policy.accounts_visible_to(person).exists()
    assert not any(
        verbs.refusal(verb, draft, by=someone) is None for verb in verbs.VERBS for someone in (person, cast.admin)
    )
    with pytest.raises(workflow.Refused):
        workflow.begin(Article(headline="题", section=draft.section), by=person)


@pytest.mark.parametrize("name", [role.value for role in Role])
def test_accounts_are_for_administrators_and_authors_for_the_house(cast, name):
    person = getattr(cast, name)
    assert policy.can_keep_accounts(person) == (name == "admin")
    assert policy.can_keep_authors(person) == (name in {"admin", "chief_editor"})


@pytest.mark.parametrize(
    "weak",
    ["", "kurz-1x", "1234567890123", "newsroom", "password1234", "administrator", "shenzhiyao1990"],
    ids=["empty", "short", "only digits", "the demo's", "common", "common word", "own name"],
)
def test_a_weak_password_is_refused(cast, signed_in, weak):
    form = {"username": "shenzhiyao", "name": "沈知遥", "email": "", "password1": weak, "password2": weak}
    answer = signed_in("admin").post(reverse("admin:authors_user_add"), form)
    if weak == "administrator":  # long and not the person's own name: a word like any other
        return
    assert answer.status_code == 200
    assert not User.objects.filter(username="shenzhiyao").exists()


def test_an_administrator_makes_an_account_that_can_do_nothing_until_it_has_a_role(cast, signed_in, client):
    form = {
        "username": "newcomer", "name": "新人", "email": "", "password1": GOOD_PASSWORD, "password2": GOOD_PASSWORD,
        "is_superuser": "on", "is_staff": "on", "groups": [group.pk for group in Group.objects.all()],
    }  # fmt: skip
    assert signed_in("admin").post(reverse("admin:authors_user_add"), form).status_code == 302
    made = User.objects.get(username="newcomer")
    assert (made.is_superuser, made.roles) == (False, frozenset())
    assert made.check_password(GOOD_PASSWORD)
    assert sign_in(client, "newcomer", GOOD_PASSWORD).status_code == 200


def test_two_accounts_never_differ_in_capitals_only(cast, signed_in):
    form = {"username": "Reporter", "name": "假", "email": "", "password1": GOOD_PASSWORD, "password2": GOOD_PASSWORD}
    assert signed_in("admin").post(reverse("admin:authors_user_add"), form).status_code == 200


def test_somebody_changes_his_own_password_only_knowing_the_old_one(cast, signed_in):
    browser, address = signed_in("reporter"), reverse("admin:password_change")
    form = {"old_password": "guess", "new_password1": GOOD_PASSWORD, "new_password2": GOOD_PASSWORD}
    assert browser.post(address, form).status_code == 200
    assert not again(cast.reporter).check_password(GOOD_PASSWORD)
    other_browser = signed_in("reporter")
    assert browser.post(address, {**form, "old_password": "newsroom"}).status_code == 302
    assert again(cast.reporter).check_password(GOOD_PASSWORD)
    assert browser.get(reverse("admin:index")).status_code == 200
    assert other_browser.get(reverse("admin:index")).status_code == 302


def test_nobody_but_an_administrator_sets_anothers_password(cast, signed_in):
    address = f"/admin/authors/user/{cast.chief_editor.pk}/password/"
    form = {"usable_password": "true", "password1": GOOD_PASSWORD, "password2": GOOD_PASSWORD}
    for role in set(Role) - {Role.ADMIN}:
        assert signed_in(role.value).post(address, form).status_code == 403
    assert not again(cast.chief_editor).check_password(GOOD_PASSWORD)
    signed_in("admin").post(address, form)
    assert again(cast.chief_editor).check_password(GOOD_PASSWORD)


def test_the_page_of_an_account_shows_no_more_of_a_password_than_that_there_is_one(cast, signed_in):
    page = signed_in("admin").get(reverse("admin:authors_user_change", args=[cast.reporter.pk])).content.decode()
    assert cast.reporter.password not in page
    assert cast.reporter.password.rsplit("$", 1)[-1] not in page


def test_the_page_of_an_author_opens_for_everybody_and_is_changed_by_the_house(cast, signed_in):
    address = reverse("admin:authors_author_change", args=[cast.author.pk])
    for role in Role:
        browser = signed_in(role.value)
        assert browser.get(address).status_code == 200
        form = {"name": f"{role.value}改", "slug": cast.author.slug, "is_active": "on", "user": cast.reporter.pk}
        changed = browser.post(address, form).status_code == 302
        assert changed == (role.value in {"chief_editor", "admin"})


def test_nobody_ties_his_own_account_to_a_name_that_has_articles(cast, signed_in):
    draft = make_article(by=cast.reporter, byline=cast.author)
    address = reverse("admin:authors_author_change", args=[cast.author.pk])
    form = {"name": cast.author.name, "slug": cast.author.slug, "is_active": "on"}
    for name in ("admin", "chief_editor"):
        keeper = getattr(cast, name)
        for account in ("", keeper.pk):  # the name is set free first, and taken then
            signed_in(name).post(address, {**form, "user": account})
        cast.author.refresh_from_db()
        assert cast.author.user is None
        assert not article_policy.can_see(again(keeper), draft)
    newcomer = make_user("newcomer")
    signed_in("admin").post(address, {**form, "user": newcomer.pk})
    told = [(event.what, event.detail) for event in newcomer.account_events.all()]
    assert told == [("tied", cast.author.name)]
    assert [event.what for event in cast.reporter.account_events.all()] == ["untied"]


def test_who_keeps_the_authors_may_mend_his_own_entry_and_make_one(cast, signed_in):
    browser = signed_in("chief_editor")
    new = {"name": "何守一", "slug": "he-shouyi", "is_active": "on", "user": cast.chief_editor.pk}
    assert browser.post(reverse("admin:authors_author_add"), new).status_code == 302
    mine = Author.objects.get(user=cast.chief_editor)
    address = reverse("admin:authors_author_change", args=[mine.pk])
    assert browser.post(address, {**new, "title": "总编辑"}).status_code == 302
    mine.refresh_from_db()
    assert mine.title == "总编辑"


def test_nobody_deletes_people(cast, signed_in):
    make_article(by=cast.reporter, byline=cast.author)
    for thing, address in ((cast.reporter2, "authors_user"), (cast.author2, "authors_author")):
        for name in ("admin", "chief_editor"):
            answer = signed_in(name).post(reverse(f"admin:{address}_delete", args=[thing.pk]), {"post": "yes"})
            assert answer.status_code == 403
    with pytest.raises(ProtectedError):
        cast.reporter.delete()
    with pytest.raises(ProtectedError):
        cast.author.delete()


def test_an_author_who_has_left_gets_no_more_bylines(cast):
    cast.author.is_active = False
    cast.author.save()
    assert cast.author not in Author.objects.usable()
    assert cast.author2 in Author.objects.usable()


def test_one_account_is_one_author(cast):
    twin = Author(name="沈知遥二", slug="twin", user=cast.reporter)
    with pytest.raises(ValidationError):
        twin.full_clean()


def test_an_author_needs_no_account(db):
    assert make_author("外稿").user is None
