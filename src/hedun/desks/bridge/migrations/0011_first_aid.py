from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('bridge', '0010_states_of_any_receiver'),
    ]

    operations = [
        migrations.AlterField(
            model_name='letter',
            name='kind',
            field=models.CharField(choices=[('co_investigation', '协查函'), ('clue_notice', '线索通报函'), ('disposal_notice', '处置提示函'), ('sampling', '抽检函'), ('sampling_result', '抽检结果通知函'), ('push_back', '问题商户推送函'), ('first_aid', '投诉先行处置函'), ('assistance', '协助调查函'), ('transfer', '案件线索移送函')], max_length=20, verbose_name='类别'),
        ),
    ]
