"""The files of deploy/server say what the program understands."""

import re
import subprocess
from pathlib import Path

import pytest

from deploy.plan import ROOT
from tests.needs import need_program
from tests.proxy import whole_configuration

SERVER = ROOT / "deploy" / "server"
CODE = ("ecabinet", "meetings", "agenda", "signaling", "deploy")


def code() -> str:
    return "\n".join(path.read_text() for folder in CODE for path in (ROOT / folder).rglob("*.py"))


def test_every_variable_of_the_example_is_read() -> None:
    example = (SERVER / "ecabinet.env.example").read_text()
    variables = re.findall(r"^#?([A-Z][A-Z_]+)=", example, re.MULTILINE)
    text = code()
    assert len(variables) > 20
    assert [name for name in variables if f'"{name}"' not in text] == []


def test_every_variable_of_the_guide_is_read() -> None:
    guide = (ROOT / "docs" / "running.md").read_text()
    variables = set(re.findall(r"^\| `([A-Z][A-Z_]+)`", guide, re.MULTILINE))
    text = code()
    assert len(variables) > 15
    assert sorted(name for name in variables if f'"{name}"' not in text) == []


@pytest.mark.parametrize("unit", sorted(path.name for path in (SERVER / "systemd").glob("*.service")))
def test_units_start_what_is_there(unit: str) -> None:
    text = (SERVER / "systemd" / unit).read_text()
    (command,) = re.findall(r"^ExecStart=/opt/ecabinet/.venv/bin/python (.+)$", text, re.MULTILINE)
    if command.startswith("-m "):
        assert (ROOT / (command[3:].replace(".", "/") + ".py")).exists()
    else:
        assert command == "manage.py media"
    assert "TimeoutStopSec=5" in text


def test_compose_and_units_start_the_same_processes() -> None:
    compose = (SERVER / "compose.yaml").read_text()
    for command in ('"-m", "deploy.web"', '"-m", "deploy.worker"', '"manage.py", "media"'):
        assert command in compose


def test_nginx_accepts_the_site(tmp_path: Path) -> None:
    nginx = need_program("nginx", ["/usr/sbin"])
    whole = whole_configuration(tmp_path, {})
    done = subprocess.run(
        [nginx, "-t", "-c", str(whole)], capture_output=True, text=True, timeout=20, check=False
    )
    assert done.returncode == 0, done.stderr
