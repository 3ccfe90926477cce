"""Every message says whose it is: filled for the rows there are, then required."""

from django.db import migrations, models


def fill(apps, schema_editor):
    message = apps.get_model("messaging", "Message")
    pair = apps.get_model("caseload", "Pair")
    of_pair = pair.objects.filter(pk=models.OuterRef("pair"))
    message.objects.filter(user__isnull=False).update(recipient_id=models.F("user_id"))
    open_rows = message.objects.filter(recipient_id__isnull=True)
    open_rows.filter(side="worker").update(recipient_id=models.Subquery(of_pair.values("worker_id")[:1]))
    open_rows.update(recipient_id=models.Subquery(of_pair.values("supervision__client_id")[:1]))
    # About nobody any more: such a row could only ever be a remainder.
    message.objects.filter(recipient_id__isnull=True).delete()


class Migration(migrations.Migration):
    dependencies = [("messaging", "0002_reaching"), ("caseload", "0002_depth")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
