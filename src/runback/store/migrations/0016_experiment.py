"""One change at a time: what a runner tries."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('store', '0015_outcomes'),
    ]

    operations = [
        migrations.CreateModel(
            name='ExperimentRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('change', models.CharField(max_length=80)),
                ('started_on', models.DateField()),
                ('blocks', models.JSONField()),
                ('block_days', models.PositiveSmallIntegerField()),
                ('settle_days', models.PositiveSmallIntegerField()),
                ('points', models.FloatField()),
                ('stopped_on', models.DateField(null=True)),
                ('runner', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='store.runnerrow')),
            ],
            options={
                'db_table': 'experiment',
                'indexes': [models.Index(fields=['runner', 'started_on'], name='experiment_day')],
            },
        ),
    ]
