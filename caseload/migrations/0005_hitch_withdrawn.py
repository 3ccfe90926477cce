from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("caseload", "0004_client_number_in_any_case")]

    operations = [
        migrations.AddField(
            model_name="hitch",
            name="withdrawn_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
