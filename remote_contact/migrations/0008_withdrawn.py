from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("remote_contact", "0007_mix_reason")]

    operations = [
        migrations.AlterField(
            model_name="appointment",
            name="state",
            field=models.CharField(
                choices=[
                    ("planned", "gepland"),
                    ("moved", "verzet"),
                    ("cancelled", "afgezegd"),
                    ("done", "geweest"),
                    ("withdrawn", "teruggenomen"),
                ],
                default="planned",
                max_length=10,
            ),
        ),
    ]
