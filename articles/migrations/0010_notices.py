"""What people are told: notices on the desk, and the mails that follow."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0009_corrections"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="NoticeChoice",
            fields=[
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="notice_choice",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "mail",
                    models.CharField(
                        choices=[
                            ("at_once", "Each one at once"),
                            ("digest", "One mail a day that counts them"),
                            ("none", "No mail, only here at the desk"),
                        ],
                        default="at_once",
                        max_length=10,
                        verbose_name="by mail",
                    ),
                ),
                ("digest_hour", models.PositiveSmallIntegerField(default=8, verbose_name="at which hour")),
                ("digested_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("digest_due_at", models.DateTimeField(null=True)),
                ("digest_attempts", models.PositiveSmallIntegerField(default=0)),
            ],
            options={
                "verbose_name": "choice of mails",
                "verbose_name_plural": "choices of mails",
                "indexes": [
                    models.Index(
                        condition=models.Q(("digest_due_at__isnull", False)),
                        fields=["digest_due_at"],
                        name="articles_digests_to_mail",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("mail__in", ["at_once", "digest", "none"])), name="articles_known_mail"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("digest_hour__range", (0, 23))), name="articles_digest_at_an_hour"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("digest_due_at__isnull", False), ("mail", "digest")),
                            models.Q(models.Q(("mail", "digest"), _negated=True), ("digest_due_at__isnull", True)),
                            _connector="OR",
                        ),
                        name="articles_digest_has_a_time",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Notice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("submitted", "An article waits for your review"),
                            ("passed", "An article has reached your review"),
                            ("changed", "A changed article waits for your review again"),
                            ("deadline", "A review of yours is overdue"),
                            ("returned", "An article was returned to you"),
                            ("edited", "An article of yours was changed"),
                            ("approved", "An article of yours is approved"),
                            ("to_place", "An approved article waits for its page"),
                            ("published", "An article of yours is published"),
                            ("spiked", "An article of yours was spiked"),
                            ("note", "Somebody wrote a note for you"),
                            ("fast_lane", "An article took the fast lane"),
                            ("looked_again", "Somebody looked again at an article of the fast lane"),
                            ("recalled", "An approved article is in review again"),
                            ("withdrawn", "A published article was withdrawn"),
                            ("withdrawal_unconfirmed", "A withdrawal waits to be confirmed"),
                            ("withdrawal_confirmed", "A withdrawal is confirmed"),
                            ("withdrawal_overturned", "A withdrawal was overturned"),
                            ("restored", "A withdrawn article is in review again"),
                            ("correction_asked", "A correction was asked for"),
                            ("correction_filed", "A correction waits for its check"),
                            ("correction_checked", "A correction waits for the chief editor"),
                            ("correction_dropped", "A correction was dropped"),
                            ("corrected", "A published article was corrected"),
                        ],
                        max_length=30,
                        verbose_name="kind",
                    ),
                ),
                ("key", models.CharField(max_length=120)),
                ("text", models.TextField(blank=True, verbose_name="what was said")),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name="at")),
                ("seen_at", models.DateTimeField(null=True, verbose_name="seen")),
                ("mail_due_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), null=True)),
                ("mail_attempts", models.PositiveSmallIntegerField(default=0)),
                ("mailed_at", models.DateTimeField(null=True)),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="notices",
                        to="articles.article",
                        verbose_name="article",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="notices",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
            ],
            options={
                "verbose_name": "notice",
                "verbose_name_plural": "notices",
                "ordering": ["-id"],
                "indexes": [
                    models.Index(fields=["user", "-id"], name="articles_notices_newest"),
                    models.Index(
                        condition=models.Q(("seen_at__isnull", True)),
                        fields=["user", "-id"],
                        name="articles_notices_unseen",
                    ),
                    models.Index(
                        condition=models.Q(("mail_due_at__isnull", False)),
                        fields=["mail_due_at"],
                        name="articles_notices_to_mail",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("key", "user"), name="articles_told_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("by__isnull", True), models.Q(("by", models.F("user")), _negated=True), _connector="OR"
                        ),
                        name="articles_nobody_is_told_of_his_own_deed",
                    ),
                ],
            },
        ),
    ]
