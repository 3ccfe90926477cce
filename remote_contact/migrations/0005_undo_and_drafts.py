from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("caseload", "0004_client_number_in_any_case"),
        ("remote_contact", "0004_agreements_sent"),
    ]

    operations = [
        migrations.AddField(
            model_name="contact",
            name="closed_agreements",
            field=models.ManyToManyField(blank=True, related_name="+", to="caseload.agreement"),
        ),
        migrations.AlterField(
            model_name="contactdraft",
            name="form_id",
            field=models.UUIDField(db_index=True),
        ),
        migrations.AddIndex(
            model_name="contactdraft",
            index=models.Index(fields=["user", "pair", "-saved_at"], name="contact_draft_of_user"),
        ),
    ]
