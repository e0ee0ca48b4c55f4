"""`andante serve` for a phone at home, and with a certificate of one's own."""

from __future__ import annotations

import datetime as dt
import http.cookiejar
import ipaddress
import os
import re
import signal
import socket
import ssl
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from andante.cli import home_network, serve
from andante.cli.serve import behind_proxy, place_of
from andante.errors import InputError

PHONE = "127.0.0.2"  # stands in for this computer's address at home: reached only by who listens everywhere


@pytest.fixture
def at_home(monkeypatch):
    monkeypatch.setattr(serve, "home_addresses", lambda: ["192.168.1.5", "10.0.0.7"])
    monkeypatch.setattr(serve, "names", lambda: ["attic", "attic.local"])


def test_listening_everywhere_gives_the_phone_an_address_and_lets_its_names_in(at_home):
    place = place_of("0.0.0.0", 8000)  # noqa: S104
    assert place.phone == "http://192.168.1.5:8000"
    assert place.names == ("192.168.1.5", "10.0.0.7", "attic", "attic.local")
    assert place.address == "http://127.0.0.1:8000"


def test_only_this_computer_stays_only_this_computer(at_home):
    for host in ("127.0.0.1", "localhost", "::1"):
        assert (place_of(host, 8000).phone, place_of(host, 8000).names) == ("", ())


def test_one_address_of_this_computer_is_taken_as_it_is(at_home):
    place = place_of("10.0.0.7", 8000)
    assert (place.phone, place.address) == ("http://10.0.0.7:8000", "http://10.0.0.7:8000")


def test_a_number_of_ipv6_is_let_in_and_told_as_addresses_have_it(at_home, monkeypatch):
    place = place_of("fd00::5", 8000)
    assert (place.phone, place.address) == ("http://[fd00::5]:8000", "http://[fd00::5]:8000")
    monkeypatch.setenv("ANDANTE_HOSTS", ",".join(place.names))
    told = subprocess.run(
        [sys.executable, "-c", "from andante.web.settings import ALLOWED_HOSTS; print(ALLOWED_HOSTS)"],
        capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    assert "'[fd00::5]'" in told


def test_without_a_network_there_is_no_address_for_a_phone(monkeypatch):
    monkeypatch.setattr(serve, "home_addresses", list)
    assert place_of("0.0.0.0", 8000).phone == ""  # noqa: S104


def test_addresses_of_a_home_are_neither_loopback_nor_nothing(monkeypatch):
    monkeypatch.setattr(home_network, "_address_towards", lambda _address: "192.168.1.5")
    named = ["127.0.1.1", "169.254.3.4", "0.0.0.0", "192.168.1.5", "10.0.0.7"]  # noqa: S104
    monkeypatch.setattr(home_network, "_addresses_of_name", lambda: named)
    assert home_network.home_addresses() == ["192.168.1.5", "10.0.0.7"]


def test_finding_out_sends_nothing_and_fails_quietly(monkeypatch):
    for address in home_network.home_addresses():
        assert not ipaddress.ip_address(address).is_loopback

    def refuse(*_given: object) -> None:
        raise OSError

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "gethostbyname_ex", refuse)
    assert home_network.home_addresses() == []


def test_the_picture_for_the_camera_is_drawn_in_letters():
    drawn = home_network.picture("http://192.168.1.5:8000/pair/ABCDEFGH/").splitlines()
    assert len(drawn) >= 14
    assert len({len(line) for line in drawn if line}) == 1
    assert set("".join(drawn)) <= set("█▀▄ \xa0")


def test_a_certificate_needs_its_key_and_both_must_be_there(tmp_path):
    there = tmp_path / "file.pem"
    there.write_text("x")
    with pytest.raises(InputError, match="both or none"):
        place_of("127.0.0.1", 8000, certificate=there)
    with pytest.raises(InputError, match=r"--key: found .*none\.pem"):
        place_of("127.0.0.1", 8000, certificate=there, key=tmp_path / "none.pem")
    assert place_of("127.0.0.1", 8000, certificate=there, key=there).address == "https://127.0.0.1:8000"


def test_behind_a_proxy_the_link_at_the_terminal_is_the_proxys(monkeypatch):
    monkeypatch.delenv("ANDANTE_HTTPS", raising=False)
    here = place_of("127.0.0.1", 8000)
    assert behind_proxy(here, None).address == "http://127.0.0.1:8000"
    there = behind_proxy(here, "Diary.example.org:8443")
    assert (there.address, there.names) == ("https://diary.example.org:8443", ("diary.example.org:8443",))
    monkeypatch.setenv("ANDANTE_HOSTS", "diary.example.org,other.example.org")
    assert behind_proxy(here, None).address == "http://127.0.0.1:8000"
    monkeypatch.setenv("ANDANTE_HTTPS", "1")
    assert behind_proxy(here, None).address == "https://diary.example.org"


@pytest.mark.parametrize("name", ["https://diary.example.org", "diary example", "", "a/b", "-a", "diary.example.org:"])
def test_a_proxy_is_named_as_a_name(name):
    with pytest.raises(InputError, match="--behind: found"):
        behind_proxy(place_of("127.0.0.1", 8000), name)


def test_one_way_to_have_https_is_enough(at_home, tmp_path):
    pem = tmp_path / "file.pem"
    pem.write_text("x")
    for place in (place_of("0.0.0.0", 8000), place_of("127.0.0.1", 8000, certificate=pem, key=pem)):  # noqa: S104
        with pytest.raises(InputError, match="allowed is one of them"):
            behind_proxy(place, "diary.example.org")


def own_certificate(folder: Path) -> tuple[Path, Path]:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "andante at home")])
    hosts = [x509.IPAddress(ipaddress.ip_address(each)) for each in ("127.0.0.1", PHONE)]
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(hours=1))
        .not_valid_after(now + dt.timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName(hosts), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    certificate, secret = folder / "cert.pem", folder / "key.pem"
    certificate.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    form = serialization.PrivateFormat.PKCS8
    secret.write_bytes(key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption()))
    return certificate, secret


class Browser:
    """A browser that trusts one certificate and keeps its cookies."""

    def __init__(self, certificate: Path) -> None:
        self.jar = http.cookiejar.CookieJar()
        trusted = urllib.request.HTTPSHandler(context=ssl.create_default_context(cafile=str(certificate)))
        kept = urllib.request.HTTPCookieProcessor(self.jar)
        self._opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), trusted, kept)

    def get(self, address: str, data: bytes | None = None) -> str:
        asked = urllib.request.Request(address, data, {"Referer": address})  # noqa: S310 - https, our own
        with self._opener.open(asked, timeout=60) as answer:
            return answer.read().decode()

    def post(self, address: str, **fields: str) -> str:
        key = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', self.get(address))
        assert key
        return self.get(address, urllib.parse.urlencode({"csrfmiddlewaretoken": key[1], **fields}).encode())


@pytest.fixture
def served(tmp_path):
    """Start `andante serve ...` on a computer whose address at home is PHONE; wait until `said` is printed."""
    started: list[subprocess.Popen] = []

    def start(said: str, *options: str) -> tuple[subprocess.Popen, re.Match[str]]:
        log = tmp_path / f"{len(started)}.log"
        code = f"import andante.cli as c; c.serve.home_addresses = lambda: ['{PHONE}']; c.main()"
        with log.open("w") as out:
            environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
            environment.pop("DJANGO_SETTINGS_MODULE", None)
            program = [sys.executable, "-c", code, "serve", "--data", str(tmp_path / "data"), *options]
            started.append(subprocess.Popen(program, stdout=out, stderr=out, env=environment))
        until = time.monotonic() + 120
        while time.monotonic() < until:
            assert started[-1].poll() is None, log.read_text()
            found = re.search(said, log.read_text())
            if found and _answers(int(options[options.index("--port") + 1])):
                return started[-1], found
            time.sleep(0.2)
        raise AssertionError(log.read_text())

    yield start
    for process in started:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=30)


def _answers(port: int) -> bool:
    try:
        socket.create_connection((PHONE, port), timeout=1).close()
    except OSError:
        return False
    return True


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("", 0))
        return int(probe.getsockname()[1])


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="only Linux answers at all of 127.0.0.0/8 without being told")
def test_a_phone_is_added_over_the_owners_own_https(served, tmp_path):
    certificate, key = own_certificate(tmp_path)
    port = str(free_port())
    options = ["--phone", "--port", port, "--certificate", str(certificate), "--key", str(key)]
    process, found = served(rf"https://127\.0\.0\.1:{port}/set-up/\S+", *options)
    owner = Browser(certificate)
    assert "Welcome" in owner.post(found[0], username="ada", password="four calm words here", zone="Europe/Berlin")
    assert all(cookie.secure for cookie in owner.jar)
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=30) == 0

    _, found = served(rf"(https://{re.escape(PHONE)}:{port}/pair/) with the code (\w{{4}}-\w{{4}})", *options)
    phone = Browser(certificate)
    assert "This device is signed in" in phone.post(found[1], code=found[2])
    assert "not encrypted" not in phone.get(f"https://{PHONE}:{port}/settings/")
    assert "used up" in Browser(certificate).post(found[1], code=found[2])
