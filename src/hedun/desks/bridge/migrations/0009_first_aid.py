from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('bridge', '0008_push_back'),
    ]

    operations = [
        migrations.AlterField(
            model_name='letter',
            name='kind',
            field=models.CharField(choices=[('co_investigation', '协查函'), ('clue_notice', '线索通报函'), ('disposal_notice', '处置提示函'), ('sampling', '抽检函'), ('push_back', '问题商户推送函'), ('first_aid', '投诉先行处置函')], max_length=20, verbose_name='类别'),
        ),
    ]
