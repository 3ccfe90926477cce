from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('messaging', '0004_recipient_required'),
    ]

    operations = [
        migrations.CreateModel(
            name='ChannelPause',
            fields=[
                ('channel', models.CharField(choices=[('email', 'e-mail'), ('sms', 'sms'), ('webhook', 'berichtendienst van de organisatie')], max_length=10, primary_key=True, serialize=False)),
                ('until', models.DateTimeField()),
                ('since', models.DateTimeField()),
                ('failures', models.PositiveSmallIntegerField(default=0)),
            ],
        ),
        migrations.AddConstraint(
            model_name='message',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ['new', 'claimed', 'handed_over', 'sent', 'unsure'])), fields=('kind', 'subject_id', 'moment', 'side', 'number'), name='message_one_channel_at_a_time'),
        ),
    ]
