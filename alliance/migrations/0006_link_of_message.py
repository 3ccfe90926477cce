from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('alliance', '0005_non_response_version'),
    ]

    operations = [
        migrations.AddField(
            model_name='clientlink',
            name='message_id',
            field=models.UUIDField(blank=True, db_index=True, null=True),
        ),
    ]
