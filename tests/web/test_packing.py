"""Text is packed for browsers that take it; archives go as they are."""

import gzip

import pytest
from django.conf import settings

pytestmark = pytest.mark.django_db
PACKED = {"accept-encoding": "gzip"}


@pytest.mark.parametrize("path", ["/", "/manifest.webmanifest", "/player/motion/1/goblet_squat.svg", "/sw.js"])
def test_text_is_packed_and_is_the_same_text(client, checked, path):
    answer = client.get(path, headers=PACKED)

    assert answer.headers["Content-Encoding"] == "gzip"
    assert b"unback" in gzip.decompress(answer.content) or b"<svg" in gzip.decompress(answer.content)


def test_a_style_sheet_is_packed(client):
    answer = client.get(f"{settings.STATIC_URL}runback/app.css", headers=PACKED)

    assert answer.headers["Content-Encoding"] == "gzip"
    assert b"--paper" in gzip.decompress(b"".join(answer))


def test_without_being_asked_for_nothing_is_packed(client, checked):
    assert "Content-Encoding" not in client.get("/").headers


def test_a_picture_goes_as_it_is(client):
    answer = client.get(f"{settings.STATIC_URL}runback/icon-512.png", headers=PACKED)

    assert "Content-Encoding" not in answer.headers
    answer.close()
