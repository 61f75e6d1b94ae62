"""The home network: off unless asked for, private addresses only, and a code that signs one phone in once."""

import re
import time

import pytest
from django.test import Client

from runback.web.environment import PublicAddress
from runback.web.lan import NoHomeNetwork, require_private

HOME = "192.168.178.20"


@pytest.mark.parametrize("address", ["192.168.178.20", "10.0.0.7", "172.16.4.1", "172.31.255.254"])
def test_an_address_of_a_home_network_is_used(address):
    assert require_private(address) == address


@pytest.mark.parametrize("address", ["8.8.8.8", "203.0.114.9", "127.0.0.1", "169.254.1.1", "0.0.0.0", "172.32.0.1"])
def test_every_other_address_is_refused_with_what_to_do(address):
    with pytest.raises(NoHomeNetwork, match="Leave out --lan"):
        require_private(address)


@pytest.mark.django_db
def test_without_the_option_no_code_is_made_and_no_foreign_host_is_answered(client, checked):
    page = client.post("/phone/").content.decode()

    assert "<code>runback serve --lan</code>" in page
    assert 'class="qr"' not in page
    assert client.get("/", headers={"host": f"{HOME}:8017"}).status_code == 400


@pytest.mark.django_db
def test_under_a_public_address_the_code_is_for_it_and_needs_a_sign_in_of_the_last_half_hour(client, checked, settings):
    settings.PUBLIC = PublicAddress("https://run.example.org", "run.example.org")
    assert client.post("/phone/")["Location"] == "/sign-in/again/?next=/phone/"
    session = client.session
    session["signed_in_at"] = int(time.time())
    session.save()
    page = client.post("/phone/").content.decode()
    assert re.search(r"<code>https://run\.example\.org/sign-in/[\w-]+/</code>", page)
    assert "Nothing is encrypted" not in page


@pytest.mark.django_db
def test_the_code_signs_a_phone_in_once(client, checked, settings, home):
    settings.LAN_ADDRESS, settings.ALLOWED_HOSTS = HOME, [*settings.ALLOWED_HOSTS, HOME]
    assert 'class="qr"' not in client.get("/phone/").content.decode()
    page = client.post("/phone/").content.decode()
    link = re.search(rf"<code>http://{re.escape(HOME)}:\d+(/sign-in/[\w-]+/)</code>", page)

    assert 'class="qr"' in page
    assert " style=" not in page
    assert link is not None
    where = {"headers": {"host": f"{HOME}:8017"}}
    phone = Client()
    if phone.get(link[1], **where).status_code == 200:  # a page that asks, so that a preview uses nothing up
        phone.post(link[1], **where)
    assert phone.get("/pain/", **where).status_code == 200
    assert Client().post(link[1], **where).status_code in (403, 405)
    assert Client().get(link[1], **where).status_code == 403
