from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('store', '0005_form_clip'),
    ]

    operations = [
        migrations.AddField(
            model_name='runnerrow',
            name='zone_asked_on',
            field=models.DateField(null=True),
        ),
    ]
