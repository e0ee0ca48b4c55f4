"""Where one is signed in, and adding a phone by a code."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from allauth.usersessions.models import UserSession
from django.test import Client
from tests.web.conftest import NOW, once_more

from andante.web.accounts.codes import qr
from andante.web.accounts.devices import device_name
from andante.web.accounts.models import CODE_LETTERS, OneTimeLink, WrongTries

PHONE = "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 Chrome/126.0.0.0 Mobile Safari/537.36"
FOX = "Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 Version/17.5 Safari/604.1"


def elsewhere(user, agent: str = FOX) -> Client:
    visitor = Client(headers={"user-agent": agent})
    visitor.force_login(user)
    visitor.get("/settings/")
    return visitor


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        (PHONE, "Chrome on Android"),
        (FOX, "Firefox on Linux"),
        (IPHONE, "Safari on iPhone"),
        (PHONE.replace("Chrome/126.0.0.0", "Chrome/126.0.0.0 EdgA/126"), "Edge on Android"),
        ("curl/8", "A device"),
        ("", "A device"),
    ],
)
def test_a_device_has_a_name_one_knows(agent, name):
    assert device_name(agent) == name


def test_every_device_is_listed_and_can_be_signed_out_from_here(client, owner):
    other = elsewhere(owner)
    page = client.get("/settings/devices/").content.decode()
    assert "Firefox on Linux" in page
    assert "this one" in page
    key = re.search(r'name="device" value="(\d+)"', page)
    assert key
    client.post("/settings/devices/", {"device": key[1]})
    assert other.get("/today/").status_code == 302
    assert client.get("/settings/").status_code == 200


def test_all_others_at_once(client, owner):
    others = [elsewhere(owner) for _ in range(3)]
    said = client.post("/settings/devices/", {"device": "others"}, follow=True).content
    assert b"3 devices are signed out" in said
    assert all(each.get("/today/").status_code == 302 for each in others)
    assert client.get("/settings/").status_code == 200


def test_what_ended_by_itself_is_not_counted_and_no_code_lets_in_again(client, owner):
    gone, code = elsewhere(owner), OneTimeLink.objects.make_code(owner)
    gone.logout()
    assert UserSession.objects.filter(user=owner).count() == 2
    said = client.post("/settings/devices/", {"device": "others"}, follow=True).content
    assert b"0 devices are signed out" in said
    assert Client().post("/pair/", {"code": code}).status_code == 200


def test_nobody_signs_another_person_out(client, other_client, owner):
    elsewhere(owner)
    key = re.search(r'name="device" value="(\d+)"', client.get("/settings/devices/").content.decode())
    assert key
    assert other_client.post("/settings/devices/", {"device": key[1]})["Location"] == "/settings/devices/"
    assert b"is signed out" not in other_client.get("/settings/devices/").content
    other_client.post("/settings/devices/", {"device": "others"})
    assert client.get("/settings/").status_code == 200
    assert client.post("/settings/devices/", {"device": "x"}).status_code == 404


def test_a_page_notes_its_device_once_a_day(client, clock, connection_queries):
    few = connection_queries(lambda: client.get("/settings/"))
    assert connection_queries(lambda: client.get("/settings/")) == few
    clock(NOW + dt.timedelta(days=1))
    client.get("/settings/")
    assert "6 March 2026" in client.get("/settings/devices/").content.decode()


def code_of(client, host: str = "192.168.1.5:8000") -> str:
    page = once_more(client).post("/settings/phone/", headers={"host": host}).content.decode()
    shown = re.search(r'class="big-code">(\w{4}-\w{4})<', page)
    assert shown, page
    assert f"http://{host}/pair/" in page
    return shown[1]


@pytest.fixture
def home(settings):
    settings.ALLOWED_HOSTS = ["192.168.1.5", "127.0.0.1", "testserver"]


def test_a_code_signs_a_phone_in_once(client, owner, home):
    code = code_of(client)
    assert set(code) <= {*CODE_LETTERS, "-"}
    phone = Client()
    assert phone.post("/pair/", {"code": f" {code.lower()} "})["Location"] == "/today/"
    assert phone.get("/settings/").context["user"] == owner
    late = Client()
    assert b"used up" in late.post("/pair/", {"code": code}).content
    assert late.get("/today/").status_code == 302


def test_a_scanned_link_waits_for_a_tap(client, owner, home):
    code = code_of(client).replace("-", "")
    for _ in range(2):  # a messenger's preview, then the person
        page = Client().get(f"/pair/{code}/")
        assert page.status_code == 200
        assert f'value="{code}"' in page.content.decode()
    assert Client().post("/pair/", {"code": code})["Location"] == "/today/"


def test_a_code_is_good_for_ten_minutes_and_a_new_one_ends_it(client, owner, home, clock):
    old, new = code_of(client), code_of(client)
    assert Client().post("/pair/", {"code": old}).status_code == 200
    clock(NOW + dt.timedelta(minutes=11))
    assert Client().post("/pair/", {"code": new}).status_code == 200
    assert not OneTimeLink.objects.exclude(used_at=None).exists()


def test_wrong_codes_slow_down_and_lock_nothing(client, home, clock):  # acceptance 15
    code = code_of(client)
    for _ in range(3):
        assert Client().post("/pair/", {"code": "WRNG-WRNG"}).status_code == 200
    waiting = Client().post("/pair/", {"code": code})
    assert waiting.status_code == 429
    assert b"Nothing is locked" in waiting.content
    clock(NOW + dt.timedelta(seconds=WrongTries.LONGEST_S))
    assert Client().post("/pair/", {"code": code}).status_code == 302


def test_no_other_link_is_taken_for_a_code(owner):
    for purpose in (OneTimeLink.SIGN_IN, OneTimeLink.NEW_PASSWORD):
        token = OneTimeLink.objects.make(purpose, user=owner)
        assert Client().post("/pair/", {"code": token}).status_code == 200


def test_where_only_this_computer_reaches_it_the_page_says_how(client, settings):
    page = client.get("/settings/phone/", headers={"host": "127.0.0.1"}).content.decode()
    assert "andante serve --phone" in page
    assert "Show a code" not in page
    assert b"big-code" not in client.post("/settings/phone/", headers={"host": "127.0.0.1"}).content
    settings.PHONE_ADDRESS = "http://192.168.1.5:8000"
    page = once_more(client).post("/settings/phone/", headers={"host": "127.0.0.1"}).content.decode()
    assert "http://192.168.1.5:8000/pair/" in page


def test_an_address_without_https_says_what_it_lacks(client, home):
    assert b"not encrypted" in client.get("/settings/", headers={"host": "192.168.1.5"}).content
    assert b"not encrypted" not in client.get("/settings/", headers={"host": "127.0.0.1"}).content
    assert b"not encrypted" not in client.get("/settings/", headers={"host": "192.168.1.5"}, secure=True).content


def test_the_picture_is_the_link():
    picture = qr("http://192.168.1.5:8000/pair/ABCDEFGH/")
    import qrcode

    code = qrcode.QRCode(border=4, error_correction=qrcode.constants.ERROR_CORRECT_M)
    code.add_data("http://192.168.1.5:8000/pair/ABCDEFGH/")
    dark = {(x, y) for y, row in enumerate(code.get_matrix()) for x, each in enumerate(row) if each}
    drawn = {tuple(map(int, each)) for each in re.findall(r"M(\d+) (\d+)h1v1h-1z", picture.path)}
    assert drawn == dark
    assert picture.size == len(code.get_matrix())
