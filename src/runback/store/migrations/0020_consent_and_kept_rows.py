"""What a runner agreed to; and the database itself refuses to rewrite that, and who looked at a record."""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models

KEPT = ("record_view", "consent")
POSTGRESQL = """
CREATE OR REPLACE FUNCTION runback_refuse_rewriting() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'rows of % are never rewritten', TG_TABLE_NAME; END $$
"""


def refuse_rewriting(apps: Any, editor: Any) -> None:
    if editor.connection.vendor == "postgresql":
        editor.execute(POSTGRESQL, None)
    for table in KEPT:
        if editor.connection.vendor == "postgresql":
            does = "FOR EACH ROW EXECUTE FUNCTION runback_refuse_rewriting()"
        else:
            does = f"BEGIN SELECT RAISE(ABORT, 'rows of {table} are never rewritten'); END"
        editor.execute(f"CREATE TRIGGER {table}_kept BEFORE UPDATE ON {table} {does}")


def allow_rewriting(apps: Any, editor: Any) -> None:
    for table in KEPT:
        on = f" ON {table}" if editor.connection.vendor == "postgresql" else ""
        editor.execute(f"DROP TRIGGER {table}_kept{on}")


class Migration(migrations.Migration):

    dependencies = [
        ('store', '0017_people'),
    ]

    operations = [
        migrations.CreateModel(
            name='ConsentRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('kind', models.CharField(max_length=16)),
                ('version', models.CharField(max_length=32)),
                ('text', models.TextField()),
                ('at', models.DateTimeField()),
                ('runner', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='store.runnerrow')),
            ],
            options={
                'db_table': 'consent',
                'indexes': [models.Index(fields=['runner', 'kind', 'version'], name='consents_by_kind')],
            },
        ),
        migrations.RunPython(refuse_rewriting, allow_rewriting),
    ]
