"""A club or a study: runners join it themselves, one at most; what was counted last is kept with who was counted."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('store', '0020_consent_and_kept_rows'),
    ]

    operations = [
        migrations.CreateModel(
            name='GroupRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200)),
                ('token_sha256', models.CharField(max_length=64, null=True, unique=True)),
                ('counted_on', models.DateField(null=True)),
                ('counted', models.JSONField(default=list)),
                ('counts', models.JSONField(default=dict)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'db_table': 'runner_group',
            },
        ),
        migrations.AddField(
            model_name='runnerrow',
            name='group',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='store.grouprow'),
        ),
        migrations.AddField(
            model_name='runnerrow',
            name='grouped_on',
            field=models.DateField(null=True),
        ),
    ]
