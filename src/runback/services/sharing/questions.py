"""What a runner wants to ask a clinician: a short list that the report carries."""

from collections.abc import Iterable

from django.db import transaction

from runback.domain.errors import BadAnswer
from runback.domain.runner import Runner
from runback.languages.catalogue import gettext
from runback.store.models import QuestionRow
from runback.store.owned import owner_id, rows_of

QUESTIONS_MAX, CHARACTERS_MAX = 5, 300


def list_questions(runner: Runner) -> tuple[str, ...]:
    """The runner's questions in their order."""
    return tuple(rows_of(QuestionRow, runner).order_by("pk").values_list("text", flat=True))


@transaction.atomic
def save_questions(runner: Runner, texts: Iterable[str]) -> tuple[str, ...]:
    """Save these questions in place of those before; blank ones are left out. Raises ``BadAnswer`` for too many."""
    kept = [text for text in (" ".join(text.split()) for text in texts) if text]
    if len(kept) > QUESTIONS_MAX:
        raise BadAnswer(
            "questions",
            gettext("A visit has room for {questions_max} questions. Leave the less important out.").format(
                questions_max=QUESTIONS_MAX
            ),
        )
    if too_long := next((text for text in kept if len(text) > CHARACTERS_MAX), None):
        raise BadAnswer(
            "questions",
            gettext("{question}… is longer than {characters_max} characters. Shorten it.").format(
                question=too_long[:40], characters_max=CHARACTERS_MAX
            ),
        )
    rows_of(QuestionRow, runner).delete()
    for text in kept:
        QuestionRow.objects.create(runner_id=owner_id(runner), text=text)
    return tuple(kept)
