"""What people run in production says the truth: the image, compose.yaml, .env.example, units, proxies.

Docker is not started here. Its files are linted, and the very commands in them run in a folder that has
only what the image has.
"""

import configparser
import os
import re
import shutil
import subprocess
import sys

import pytest
import yaml

from tests.test_docs import read
from tests.worker_processes import ROOT

COMPOSE = yaml.safe_load((ROOT / "compose.yaml").read_text())
DOCKERFILE = (ROOT / "Dockerfile").read_text()
# Read by compose.yaml alone, or by the tests; set by the studio itself.
OF_COMPOSE = {"POSTGRES_PASSWORD"}
NOT_FOR_OPERATORS = {"VIDSTUDIO_CONTRACT_SERVERS", "VIDSTUDIO_DEBUG", "VIDSTUDIO_DEMO"}


def example():
    """{name: value} of .env.example, those that are commented out as well."""
    rows = re.findall(r"^#?([A-Z][A-Z0-9_]+)=(.*)$", (ROOT / ".env.example").read_text(), flags=re.M)
    assert len(rows) == len(dict(rows)), "a variable stands there twice"
    return dict(rows)


def test_the_example_names_every_variable_and_no_other():
    names, patterns = read()
    listed = set(example())
    assert not names - listed - NOT_FOR_OPERATORS
    strange = listed - names - OF_COMPOSE
    assert not [name for name in strange if not any(re.fullmatch(one, name) for one in patterns)]


def test_the_examples_defaults_are_values_that_the_settings_take():
    """Somebody who takes away every # gets a studio that starts, but for what only they can know."""
    theirs = {name: value for name, value in example().items() if value}
    theirs |= {"SECRET_KEY": "a" * 50, "AI_MOCK_MODE": "1", "VIDSTUDIO_TEXT_PROVIDERS": "local"}
    assert checked({name: value for name, value in theirs.items() if name != "TZ"}).returncode == 0


def checked(variables, *words):
    plain = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    words = words or ("-c", "import django; django.setup()")
    return subprocess.run(
        [sys.executable, *words],
        cwd=ROOT,
        env={**plain, "DJANGO_SETTINGS_MODULE": "vidstudio.settings", **variables, "VIDSTUDIO_HOME": "/tmp"},
        capture_output=True,
        text=True,
        check=False,
    )


# --- compose.yaml ------------------------------------------------------------------------------------
def test_compose_sets_no_variable_that_nobody_reads():
    names, _ = read()
    for service in ("web", "worker", "migrate", "bucket"):
        assert set(COMPOSE["services"][service]["environment"]) <= names


def test_compose_asks_for_what_has_no_default():
    asked = set(re.findall(r"\$\{([A-Z0-9_]+):\?", (ROOT / "compose.yaml").read_text()))
    assert asked <= set(example())
    assert {"POSTGRES_PASSWORD", "S3_SECRET_KEY", "ALLOWED_HOSTS"} <= asked


def test_every_service_that_stays_is_watched_and_comes_back():
    ends = {"migrate", "bucket"}
    for name, service in COMPOSE["services"].items():
        assert service["restart"] == ("no" if name in ends else "unless-stopped")
        image_watches = name == "web" and "HEALTHCHECK" in DOCKERFILE
        assert name in ends | {"caddy"} or "healthcheck" in service or image_watches
        for other, when in service.get("depends_on", {}).items():
            needed = "service_completed_successfully" if other in ends else "service_healthy"
            assert when["condition"] == needed


def test_workers_share_no_home_folder():
    """A worker holds a lock in its home folder: two in one folder would be refused."""
    assert "volumes" not in COMPOSE["services"]["worker"]


@pytest.mark.skipif(not shutil.which("docker"), reason="needs docker's command")
def test_docker_reads_compose(tmp_path):
    for name in ("compose.yaml",):
        shutil.copy(ROOT / name, tmp_path)
    (tmp_path / ".env").write_text(
        "SECRET_KEY=x\nPOSTGRES_PASSWORD=p\nS3_SECRET_KEY=s\nALLOWED_HOSTS=localhost\n"
    )
    command = ["docker", "compose", "config", "--quiet"]
    found = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    if "is not a docker command" in found.stderr or "unknown" in found.stderr:
        pytest.skip("docker has no compose here")
    assert found.returncode == 0, found.stderr


# --- the image ---------------------------------------------------------------------------------------
def test_hadolint_finds_nothing_in_the_dockerfile():
    command = shutil.which("hadolint", path=f"{os.path.dirname(sys.executable)}:{os.environ['PATH']}")
    assert command, "requirements-dev.txt brings it"
    found = subprocess.run([command, ROOT / "Dockerfile"], capture_output=True, text=True, check=False)
    assert (found.returncode, found.stdout) == (0, "")


def test_the_image_has_no_root_and_no_secret():
    last = DOCKERFILE.split("\nFROM ")[-1]
    assert "\nUSER 10001\n" in last
    assert not re.search(r"(PASSWORD|_KEY|TOKEN)=", last)


def inside(image, tmp_path, words, **variables):
    """What a command says in the image's folder, with the image's and compose's variables alone."""
    plain = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "PYTHONDONTWRITEBYTECODE": "1"}
    home = {"VIDSTUDIO_ENV": "production", "VIDSTUDIO_HOME": str(tmp_path / "home")}
    return subprocess.run(
        [sys.executable if word == "python" else word for word in words],
        cwd=image,
        env={**plain, **home, "SECRET_KEY": "s" * 50, "ALLOWED_HOSTS": "localhost", **variables},
        capture_output=True,
        text=True,
        check=False,
    )


def test_static_files_are_collected_without_a_database(image, tmp_path):
    line = re.search(
        r"RUN (VIDSTUDIO_HOME.*?) \\\n +(DATABASE_URL=\S+) \S+ (manage.py collectstatic [^\n\\]+)",
        DOCKERFILE,
        re.S,
    )
    database = line.group(2).partition("=")[2]
    found = inside(image, tmp_path, ["python", *line.group(3).split()], DATABASE_URL=database)
    assert found.returncode == 0, found.stderr
    assert list((image / "staticfiles").rglob("*.css"))


# --- systemd and proxies -------------------------------------------------------------------------------
@pytest.mark.parametrize("unit", ["vidstudio-web@.service", "vidstudio-worker@.service"])
def test_a_unit_starts_what_the_readme_says(unit):
    parser = configparser.ConfigParser(strict=False, interpolation=None)
    parser.optionxform = str
    parser.read(ROOT / "deploy" / unit)
    command = parser["Service"]["ExecStart"].removeprefix("/opt/vidstudio/.venv/bin/python ")
    names, _ = read()
    variables = dict(pair.split("=") for pair in parser["Service"]["Environment"].split())
    assert set(variables) <= names
    if "worker" in unit:
        assert command.startswith("manage.py worker") and parser["Service"]["KillMode"] == "mixed"
    else:
        # systemd hands the socket over as the first one behind the three that every process has.
        assert command == "-m vidstudio.web --fd 3" and parser["Service"]["Sockets"] == "vidstudio-web.socket"


def test_systemd_holds_the_socket_and_a_proxy_keeps_no_connection_to_it():
    """Who comes while web processes are restarted waits in it."""
    socket = configparser.ConfigParser(strict=False, interpolation=None)
    socket.read(ROOT / "deploy/vidstudio-web.socket")
    where = socket["Socket"]["ListenStream"]
    caddy, nginx = ((ROOT / "deploy" / name).read_text() for name in ("Caddyfile", "nginx.conf"))
    assert f"{{$UPSTREAM:{where}}}" in caddy and f"server {where};" in nginx
    assert "keepalive off" in caddy and "lb_try_duration" in caddy and "keepalive" not in nginx


def test_a_stopped_web_process_is_given_the_time_that_it_takes():
    from vidstudio.web import server

    unit = (ROOT / "deploy/vidstudio-web@.service").read_text()
    longest = server.LISTEN_SECONDS + server.FINISH_SECONDS
    assert longest < int(re.search(r"TimeoutStopSec=(\d+)", unit)[1])
    assert longest < int(COMPOSE["services"]["web"]["stop_grace_period"].rstrip("s"))


def test_nginx_believes_no_address_that_a_browser_claims():
    text = (ROOT / "deploy/nginx.conf").read_text()
    assert "X-Forwarded-For $remote_addr;" in text and "$proxy_add_x_forwarded_for" not in text
    assert {"proxy_buffering off;", "proxy_http_version 1.1;"} <= set(map(str.strip, text.splitlines()))
