"""The units, the image and the compose files in deploy/ say what there is."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from kitewire.settings import Settings, env_name
from tests.test_docs import COMMANDS

TOP = Path(__file__).resolve().parent.parent
DEPLOY = TOP / "deploy"
UNITS = sorted(path.name for path in DEPLOY.glob("kitewire*.service"))
COMPOSE = sorted(path.name for path in DEPLOY.glob("compose*.yaml"))
SETTINGS = {env_name(field) for field in Settings.model_fields.values()}
NOT_OURS = {"PYTHONUNBUFFERED"}
HOST_KEYS = {
    "build", "cap_drop", "command", "depends_on", "deploy", "environment", "healthcheck", "image", "init", "ports",
    "read_only", "restart", "secrets", "security_opt", "shm_size", "stop_grace_period", "tmpfs", "volumes",
}  # fmt: skip
"""Of a service, as the Compose specification names them and these files use them."""

systemd = pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="needs systemd-analyze")


def parses(words: list[str]) -> None:
    """Fails where `kitewire WORDS` is no command line."""
    whole = ("kitewire", *words)
    path = max((path for path in COMMANDS if whole[: len(path)] == path), key=len)
    COMMANDS[path].make_context(" ".join(path), list(whole[len(path) :]), resilient_parsing=False)


def is_setting(name: str) -> bool:
    return name in SETTINGS | NOT_OURS or (name.endswith("_FILE") and name.removesuffix("_FILE") in SETTINGS)


@pytest.mark.parametrize("unit", UNITS)
def test_units_call_commands_that_there_are(unit: str) -> None:
    text = (DEPLOY / unit).read_text(encoding="utf-8")
    (command,) = re.findall(r"^ExecStart=\S+/kitewire (.+)$", text, re.MULTILINE)
    parses(shlex.split(command))
    for name in re.findall(r"^Environment=(\w+)=", text, re.MULTILINE):
        assert is_setting(name), name


@systemd
def test_systemd_finds_nothing_wrong_with_the_units(tmp_path: Path) -> None:
    for path in (*DEPLOY.glob("kitewire*.service"), *DEPLOY.glob("kitewire*.timer")):
        # The program is not installed where this test runs.
        text = re.sub(r"^ExecStart=\S+", "ExecStart=/bin/true", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
        (tmp_path / path.name).write_text(text, encoding="utf-8")
    units = [str(path) for path in sorted(tmp_path.iterdir())]
    done = subprocess.run(["systemd-analyze", "verify", *units], capture_output=True, text=True, timeout=240)
    ours = [line for line in done.stderr.splitlines() if "kitewire" in line]
    assert not ours, "\n".join(ours)


@systemd
@pytest.mark.parametrize("unit", UNITS)
def test_units_are_hardened(unit: str) -> None:
    """2.0 of 10 is what systemd calls OK, on its way to safe."""
    words = ["systemd-analyze", "security", "--offline=true", "--threshold=20", str(DEPLOY / unit)]
    done = subprocess.run(words, capture_output=True, text=True, timeout=240)
    assert done.returncode == 0, done.stdout


def instructions() -> list[tuple[str, str]]:
    """Instruction and argument of each line of the Dockerfile."""
    text = (DEPLOY / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")
    lines = [line.split(None, 1) for line in text.splitlines() if line and not line.startswith("#")]
    return [(name, argument) for name, argument in lines]


def test_the_image_copies_what_there_is_and_all_that_is_packaged() -> None:
    copied = []
    for name, argument in instructions():
        if name == "COPY":
            copied += shlex.split(argument)[:-1]
    for path in copied:
        assert (TOP / path).exists(), f"COPY {path}"
    packages = re.findall(r"^include = \[(.+)\]$", (TOP / "pyproject.toml").read_text(encoding="utf-8"), re.MULTILINE)
    for package in re.findall(r'"(\w+)\*"', packages[0]):
        assert package in copied, f"{package} is packaged, and not copied into the image"
    kept = (TOP / ".dockerignore").read_text(encoding="utf-8").splitlines()
    for path in copied:
        assert f"!{path}" in kept, f".dockerignore keeps {path} out"


def test_the_image_starts_a_command_that_there_is_as_nobody_special() -> None:
    last = dict(instructions())
    entry, command = json.loads(last["ENTRYPOINT"]), json.loads(last["CMD"])
    assert entry == ["kitewire"]
    parses(command)
    assert last["USER"] not in ("0", "root")
    assert last["STOPSIGNAL"] == "SIGTERM"
    assert "/healthz" in last["HEALTHCHECK"]
    compile(json.loads(last["HEALTHCHECK"].split("CMD", 1)[1])[-1], "healthcheck", "exec")
    for name in re.findall(r"(\w+)=\S+", last["ENV"]):
        assert is_setting(name), name


def composed(name: str) -> dict[str, Any]:
    loaded = yaml.safe_load((DEPLOY / name).read_text(encoding="utf-8"))
    assert isinstance(loaded, dict)
    return loaded


@pytest.mark.parametrize("name", COMPOSE)
def test_compose_files_hold_together(name: str) -> None:
    """As far as a parser can tell: names that are used are declared, and the keys are those of the specification."""
    whole = composed(name)
    assert {key for key in whole if not key.startswith("x-")} <= {"name", "services", "volumes", "secrets"}
    services = whole["services"]
    for service in services.values():
        assert set(service) <= HOST_KEYS, set(service) - HOST_KEYS
        for volume in service.get("volumes", []):
            assert volume.split(":")[0] in whole["volumes"]
        for secret in service.get("secrets", []):
            assert secret in whole["secrets"]
        for other, how in (service.get("depends_on") or {}).items():
            assert other in services
            assert how["condition"] in ("service_healthy", "service_completed_successfully")
            assert how["condition"] != "service_healthy" or "test" in services[other]["healthcheck"]
        for place in (service.get("environment") or {}).values():
            if str(place).startswith("/run/secrets/"):
                assert str(place).rpartition("/")[2] in service["secrets"]
        if "build" in service:
            build = service["build"]
            assert (DEPLOY / build["context"] / build["dockerfile"]).is_file()


@pytest.mark.parametrize("name", COMPOSE)
def test_compose_files_call_commands_and_settings_that_there_are(name: str) -> None:
    for service in composed(name)["services"].values():
        if service["image"] == "kitewire":
            parses(service.get("command", ["serve"]))
            for setting in service["environment"]:
                assert is_setting(setting), setting
            assert service["read_only"] and service["cap_drop"] == ["ALL"]


def test_the_fleet_has_one_dispatcher_and_three_workers() -> None:
    services = composed("compose.postgres.yaml")["services"]
    assert services["serve"]["command"] == ["serve", "--no-crawl"]
    assert services["worker"]["command"] == ["worker"]
    assert services["worker"]["deploy"]["replicas"] == 3
