"""The ids of forms that phones sent, so that each is kept once; and where a logged pain was felt."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('store', '0012_clinicians_limits'),
    ]

    operations = [
        migrations.AddField('painrow', 'places', models.JSONField(blank=True, default=list)),
        migrations.CreateModel(
            name='SentRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('client_id', models.UUIDField()),
                ('runner', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='store.runnerrow')),
            ],
            options={
                'db_table': 'sent_form',
                'constraints': [models.UniqueConstraint(fields=('runner', 'client_id'), name='sent_form_once')],
            },
        ),
    ]
