"""Every red flag that a check raises opens its evidence."""

import re

import pytest

from runback.knowledge.red_flags import load_red_flags
from runback.services import clock
from runback.services.training import check_in
from tests.services.made_up import ANSWERS


@pytest.mark.parametrize("item", load_red_flags().items, ids=lambda item: item.id)
def test_a_flag_opens_its_evidence_with_source_and_grade(client, ada, item):
    check = check_in.save_check(ada, ANSWERS | {"red_flags": [item.id]}, clock.today(ada))

    page = client.get(f"/check/result/{check.id}/").content.decode()
    links = set(re.findall(r'href="(/evidence/[\w-]+/)"', page))
    assert {f"/evidence/{one}/" for one in item.evidence} <= links
    shown = client.get(f"/evidence/{item.evidence[0]}/")
    assert shown.status_code == 200
    assert b"certainty" in shown.content
