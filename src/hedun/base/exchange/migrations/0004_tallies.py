from django.db import migrations, models
from django.db.models import Count, Max


def count(apps, _editor):
    incoming = apps.get_model("exchange", "Incoming")
    channel = apps.get_model("exchange", "Channel")
    rows = incoming.objects.values("sender", "receiver").order_by("sender", "receiver")
    for row in rows.annotate(taken=Count("pk"), highest=Max("number")):
        channel.objects.update_or_create(
            sender_id=row["sender"],
            receiver_id=row["receiver"],
            defaults={"taken": row["taken"], "highest": row["highest"]},
        )


class Migration(migrations.Migration):

    dependencies = [
        ('exchange', '0003_wires'),
    ]

    operations = [
        migrations.AddField(
            model_name='channel',
            name='highest',
            field=models.PositiveBigIntegerField(default=0, verbose_name='已收最大序号'),
        ),
        migrations.AddField(
            model_name='channel',
            name='taken',
            field=models.PositiveBigIntegerField(default=0, verbose_name='已收件数'),
        ),
        migrations.RunPython(count, migrations.RunPython.noop),
    ]
