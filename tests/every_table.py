"""Ada with a row in every table that belongs to a runner, made from the tables themselves."""

from datetime import date, datetime
from typing import Any

import pytest
from django.apps import apps
from django.db import models

from runback.domain.runner import Runner

HERS = 4711
SECRET = "only Ada may read this"
TODAY = date(2026, 5, 14)


def owned_models() -> list[Any]:
    from runback.store.models.runner import OwnedRow

    return [model for model in apps.get_app_config("store").get_models() if issubclass(model, OwnedRow)]


def made_up_value(field: Any, noon: datetime) -> Any:
    """A value that the column takes; text is Ada's secret where there is room for it."""
    from runback.store.models.runner import OwnedRow

    if isinstance(field, models.ForeignKey):
        return HERS if issubclass(field.related_model, OwnedRow) and not field.null else None
    if isinstance(field, models.DateTimeField):
        return noon
    by_kind: dict[type, Any] = {
        models.DateField: TODAY,
        models.BooleanField: False,
        models.JSONField: {},
        models.TextField: SECRET,
        models.FloatField: 1.0,
    }
    if isinstance(field, models.CharField):
        return field.choices[0][0] if field.choices else SECRET[: field.max_length]
    return next((value for kind, value in by_kind.items() if isinstance(field, kind)), 1)


@pytest.fixture
def hers(ada: Runner, noon) -> Runner:
    """Ada with a row in every table, all with the same number."""
    from runback.services.home.runners import user_id_of
    from runback.store.models import DeviceRow

    waiting = owned_models()
    while waiting:
        model = waiting.pop(0)
        needs = {f.related_model for f in model._meta.fields if isinstance(f, models.ForeignKey) and not f.null}
        if needs & set(waiting):
            waiting.append(model)
            continue
        fields = [f for f in model._meta.concrete_fields if f.name not in ("id", "runner") and not f.has_default()]
        values = {field.attname: made_up_value(field, noon) for field in fields}
        model._default_manager.create(pk=HERS, runner_id=ada.id, **values)
    DeviceRow.objects.create(
        pk=HERS, user_id=user_id_of(ada), session_key="hers", device=SECRET, signed_in_at=noon, last_seen=noon
    )
    return ada
