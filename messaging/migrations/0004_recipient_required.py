from django.db import migrations, models


class Migration(migrations.Migration):
    # Apart from the filling: PostgreSQL does not alter a table in the transaction that changed its rows.
    dependencies = [("messaging", "0003_recipient")]
    operations = [migrations.AlterField(model_name="message", name="recipient_id", field=models.UUIDField())]
