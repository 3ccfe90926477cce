"""The first time that a client's PIN opened a link: a step of the completeness funnel."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("alliance", "0003_chosen_by_command")]

    operations = [
        migrations.AddField(
            model_name="clientlink",
            name="opened_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
