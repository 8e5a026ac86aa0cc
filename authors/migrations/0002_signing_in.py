"""User names in one script, sessions that can be ended, the record of accounts, and roles that another confirms."""

from __future__ import annotations

import django.db.models.deletion
import django.db.models.functions.datetime
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models

import authors.username

# In a database named test_… tables may be emptied, because the test runner cleans up with TRUNCATE.
APPEND_ONLY = """
CREATE FUNCTION newsroom_account_event_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'TRUNCATE' AND current_database() LIKE 'test\\_%' THEN
    RETURN NULL;
  END IF;
  RAISE EXCEPTION 'newsroom: % is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON authors_accountevent
  FOR EACH ROW EXECUTE FUNCTION newsroom_account_event_guard();
CREATE TRIGGER not_emptied BEFORE TRUNCATE ON authors_accountevent
  FOR EACH STATEMENT EXECUTE FUNCTION newsroom_account_event_guard();
"""
NO_APPEND_ONLY = """
DROP TRIGGER append_only ON authors_accountevent;
DROP TRIGGER not_emptied ON authors_accountevent;
DROP FUNCTION newsroom_account_event_guard();
"""

# Who asked and what for stays what it was; an answer is given once.
REQUEST_GUARD = """
CREATE FUNCTION newsroom_role_request_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' OR OLD.answer <> ''
     OR (NEW.user_id, NEW.role, NEW.asked_by_id, NEW.asked_at)
        IS DISTINCT FROM (OLD.user_id, OLD.role, OLD.asked_by_id, OLD.asked_at) THEN
    RAISE EXCEPTION 'newsroom: a request for a role is answered once and stays' USING
      ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER role_request_guard BEFORE UPDATE OR DELETE ON authors_rolerequest
  FOR EACH ROW EXECUTE FUNCTION newsroom_role_request_guard();
"""
NO_REQUEST_GUARD = """
DROP TRIGGER role_request_guard ON authors_rolerequest;
DROP FUNCTION newsroom_role_request_guard();
"""

# Somebody can always keep the accounts. The lock makes two who leave at the same moment leave one after the other.
LAST_ADMINISTRATOR = """
CREATE FUNCTION newsroom_keep_an_administrator() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_TABLE_NAME = 'authors_user_groups' THEN
    IF OLD.group_id IS DISTINCT FROM (SELECT id FROM auth_group WHERE name = 'admin') THEN
      RETURN NULL;
    END IF;
    IF NOT EXISTS (SELECT 1 FROM authors_user WHERE id = OLD.user_id AND is_active) THEN
      RETURN NULL;
    END IF;
  ELSIF NOT EXISTS (SELECT 1 FROM authors_user_groups held JOIN auth_group role ON role.id = held.group_id
                    WHERE held.user_id = OLD.id AND role.name = 'admin') THEN
    RETURN NULL;
  END IF;
  PERFORM 1 FROM auth_group WHERE name = 'admin' FOR UPDATE;
  IF NOT EXISTS (SELECT 1 FROM authors_user_groups held JOIN auth_group role ON role.id = held.group_id
                 JOIN authors_user person ON person.id = held.user_id
                 WHERE role.name = 'admin' AND person.is_active) THEN
    RAISE EXCEPTION 'newsroom: the last administrator stays' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER keep_an_administrator AFTER DELETE ON authors_user_groups
  FOR EACH ROW EXECUTE FUNCTION newsroom_keep_an_administrator();
CREATE TRIGGER keep_an_administrator AFTER UPDATE OF is_active ON authors_user
  FOR EACH ROW WHEN (OLD.is_active AND NOT NEW.is_active)
  EXECUTE FUNCTION newsroom_keep_an_administrator();
"""
NO_LAST_ADMINISTRATOR = """
DROP TRIGGER keep_an_administrator ON authors_user_groups;
DROP TRIGGER keep_an_administrator ON authors_user;
DROP FUNCTION newsroom_keep_an_administrator();
"""


class Migration(migrations.Migration):
    dependencies = [("authors", "0001_initial"), ("auth", "0012_alter_user_first_name_max_length")]

    operations = [
        migrations.CreateModel(
            name="AccountEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "what",
                    models.CharField(
                        choices=[
                            ("made", "Account made"),
                            ("renamed", "User name changed"),
                            ("roles", "Roles changed"),
                            ("role_asked", "Role asked for"),
                            ("role_confirmed", "Role confirmed"),
                            ("role_refused", "Role refused"),
                            ("disabled", "Account disabled"),
                            ("enabled", "Account enabled"),
                            ("password", "Password set"),
                            ("signed_out", "Signed out everywhere"),
                            ("unlocked", "Unlocked"),
                            ("factor_on", "Second factor set up"),
                            ("factor_off", "Second factor taken away"),
                            ("factor_reset", "Second factor reset"),
                            ("new_codes", "New recovery codes made"),
                            ("tied", "Signs in as this author"),
                            ("untied", "Does not sign in as this author any more"),
                        ],
                        max_length=20,
                    ),
                ),
                ("detail", models.CharField(blank=True, max_length=200)),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                "verbose_name": "event of an account",
                "verbose_name_plural": "events of an account",
                "ordering": ["-at", "-id"],
            },
        ),
        migrations.CreateModel(
            name="RoleRequest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("reporter", "Reporter"),
                            ("photographer", "Photographer"),
                            ("desk_editor", "Desk editor"),
                            ("section_head", "Section head"),
                            ("chief_editor", "Chief editor"),
                            ("proofreader", "Proofreader"),
                            ("page_designer", "Page designer"),
                            ("admin", "Administrator"),
                        ],
                        max_length=20,
                        verbose_name="role",
                    ),
                ),
                (
                    "asked_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name="asked"),
                ),
                (
                    "answer",
                    models.CharField(
                        blank=True, choices=[("confirmed", "Confirmed"), ("refused", "Refused")], max_length=10
                    ),
                ),
                ("answered_at", models.DateTimeField(null=True)),
            ],
            options={
                "verbose_name": "request for a role",
                "verbose_name_plural": "requests for roles",
                "ordering": ["asked_at", "id"],
            },
        ),
        migrations.AddField(
            model_name="user",
            name="times_signed_out",
            field=models.PositiveIntegerField(default=0, editable=False),
        ),
        migrations.AlterField(
            model_name="user",
            name="username",
            field=models.CharField(
                error_messages={"unique": "There is an account of this name already."},
                help_text="Latin letters or Chinese characters, not both; digits, and . _ - between them.",
                max_length=30,
                unique=True,
                validators=[authors.username.check_username],
                verbose_name="username",
            ),
        ),
        migrations.AddConstraint(
            model_name="user",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "username__regex",
                        "^(?:[A-Za-z0-9_-]+(?:\\.[A-Za-z0-9_-]+)*|[㐀-䶿一-鿿0-9_-]+(?:\\.[㐀-䶿一-鿿0-9_-]+)*)$",
                    )
                ),
                name="authors_username_in_one_script",
                violation_error_message="This user name has characters that are not allowed.",
            ),
        ),
        migrations.AddConstraint(
            model_name="user",
            constraint=models.CheckConstraint(
                condition=models.Q(("username__regex", "^.{2,30}$")),
                name="authors_username_length",
                violation_error_message="A user name has two to thirty characters.",
            ),
        ),
        migrations.AddConstraint(
            model_name="user",
            constraint=models.UniqueConstraint(
                django.db.models.functions.text.Lower("username"),
                name="authors_username_once",
                violation_error_message="There is an account of this name already.",
            ),
        ),
        migrations.AddField(
            model_name="accountevent",
            name="account",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="account_events", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="accountevent",
            name="by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="rolerequest",
            name="answered_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="answered by",
            ),
        ),
        migrations.AddField(
            model_name="rolerequest",
            name="asked_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="asked by",
            ),
        ),
        migrations.AddField(
            model_name="rolerequest",
            name="user",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="role_requests",
                to=settings.AUTH_USER_MODEL,
                verbose_name="account",
            ),
        ),
        migrations.AddConstraint(
            model_name="rolerequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("answer", "confirmed"), _negated=True),
                    models.Q(
                        models.Q(("answered_by", models.F("asked_by")), _negated=True),
                        models.Q(("answered_by", models.F("user")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="authors_role_confirmed_by_another",
            ),
        ),
        migrations.AddConstraint(
            model_name="rolerequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("answer", ""), ("answered_at", None), ("answered_by", None)),
                    models.Q(
                        models.Q(("answer", ""), _negated=True),
                        ("answered_at__isnull", False),
                        ("answered_by__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="authors_role_answer_has_time_and_name",
            ),
        ),
        migrations.AddConstraint(
            model_name="rolerequest",
            constraint=models.UniqueConstraint(
                condition=models.Q(("answer", "")), fields=("user", "role"), name="authors_role_asked_once"
            ),
        ),
        migrations.RunSQL(APPEND_ONLY, NO_APPEND_ONLY),
        migrations.RunSQL(REQUEST_GUARD, NO_REQUEST_GUARD),
        migrations.RunSQL(LAST_ADMINISTRATOR, NO_LAST_ADMINISTRATOR),
    ]
