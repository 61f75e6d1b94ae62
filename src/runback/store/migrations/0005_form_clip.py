import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('store', '0004_plan_by_hand'),
    ]

    operations = [
        migrations.CreateModel(
            name='FormClipRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('day', models.DateField()),
                ('name', models.CharField(max_length=120)),
                ('state', models.CharField(choices=[('queued', 'Queued'), ('running', 'Running'), ('done', 'Done'), ('failed', 'Failed')], default='queued', max_length=16)),
                ('speed_kmh', models.FloatField(null=True)),
                ('slower', models.FloatField(null=True)),
                ('is_video_kept', models.BooleanField(default=False)),
                ('attempts', models.IntegerField(default=0)),
                ('message', models.TextField(blank=True, default='')),
                ('report', models.JSONField(null=True)),
                ('pictures', models.JSONField(default=dict)),
                ('runner', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='store.runnerrow')),
            ],
            options={
                'db_table': 'form_clip',
                'indexes': [models.Index(fields=['runner', 'day'], name='form_clip_day')],
            },
        ),
    ]
