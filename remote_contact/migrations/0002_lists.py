"""The organisation's own lists, and beside each contact what its method and outcome meant when it was logged."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

WAYS = {
    "face_to_face": ["office", "home_visit", "elsewhere", "walk"],
    "remote_talk": ["phone", "video"],
    "written": ["text", "email", "letter"],
}


def fill(apps, schema_editor):
    contacts = apps.get_model("remote_contact", "Contact").objects
    for way, methods in WAYS.items():
        contacts.filter(method__in=methods).update(way=way)
    contacts.filter(outcome="took_place").update(took_place=True)
    contacts.filter(outcome="no_show").update(is_hitch=True)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial"), ("remote_contact", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="ListEntry",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("kind", models.CharField(choices=[("method", "vorm"), ("outcome", "uitkomst")], max_length=10)),
                ("code", models.CharField(max_length=40)),
                ("label", models.CharField(max_length=60, verbose_name="woord")),
                ("order", models.PositiveSmallIntegerField(default=0)),
                (
                    "way",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("face_to_face", "bij elkaar"),
                            ("remote_talk", "gesprek op afstand"),
                            ("written", "geschreven bericht"),
                        ],
                        max_length=12,
                        verbose_name="wat is het",
                    ),
                ),
                ("took_place", models.BooleanField(default=False, verbose_name="heeft plaatsgevonden")),
                ("is_hitch", models.BooleanField(default=False, verbose_name="telt als haperende naleving")),
                ("retired_at", models.DateTimeField(blank=True, null=True)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="contact_lists",
                        to="accounts.organisation",
                    ),
                ),
            ],
            options={
                "ordering": ["kind", "order", "label"],
                "constraints": [
                    models.UniqueConstraint(fields=("organisation", "kind", "code"), name="contact_list_code_once")
                ],
            },
        ),
        migrations.AlterField("contact", "method", models.CharField(max_length=40, verbose_name="vorm")),
        migrations.AlterField("contact", "outcome", models.CharField(max_length=40, verbose_name="ging het door?")),
        migrations.AddField(
            "contact",
            "way",
            models.CharField(
                choices=[
                    ("face_to_face", "bij elkaar"),
                    ("remote_talk", "gesprek op afstand"),
                    ("written", "geschreven bericht"),
                ],
                default="",
                max_length=12,
            ),
            preserve_default=False,
        ),
        migrations.AddField("contact", "took_place", models.BooleanField(default=False), preserve_default=False),
        migrations.AddField("contact", "is_hitch", models.BooleanField(default=False)),
        migrations.AddField(
            "contact",
            "phase",
            models.CharField(
                blank=True,
                choices=[("start", "Start"), ("execution", "Uitvoering"), ("completion", "Afronding")],
                default="",
                max_length=20,
            ),
            preserve_default=False,
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
