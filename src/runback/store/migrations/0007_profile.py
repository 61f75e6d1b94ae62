from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('store', '0006_zone_asked'),
    ]

    operations = [
        migrations.AddField('runnerrow', 'country', models.CharField(blank=True, default='', max_length=2)),
        migrations.AddField('runnerrow', 'units', models.CharField(default='km', max_length=2)),
        migrations.AddField('runnerrow', 'language', models.CharField(default='en', max_length=8)),
        migrations.AddField('runnerrow', 'week_start', models.CharField(default='mon', max_length=3)),
        migrations.AddField('runnerrow', 'experience', models.CharField(blank=True, default='', max_length=16)),
    ]
