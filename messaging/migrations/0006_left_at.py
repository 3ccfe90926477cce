from django.db import migrations, models
from django.db.models import F


def left_when_it_last_changed(apps, schema_editor):
    message = apps.get_model("messaging", "Message")
    message.objects.filter(state__in=["handed_over", "sent", "unsure"]).update(left_at=F("state_at"))


class Migration(migrations.Migration):
    dependencies = [("messaging", "0005_one_channel_at_a_time")]

    operations = [
        migrations.AddField(model_name="message", name="left_at", field=models.DateTimeField(blank=True, null=True)),
        migrations.RunPython(left_when_it_last_changed, migrations.RunPython.noop),
    ]
