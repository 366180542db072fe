"""What is written for Docker fits the project; `dateline schedule install` is run in test_dateline_schedule.py."""

import tomllib
from pathlib import Path

import yaml

from scheduler import units
from scheduler.supervision import GRACE

ROOT = Path(__file__).parents[1]


def of_the_image(ignored: str) -> set[str]:
    """Return what is copied into the image: all is left out but what stands behind an exclamation mark."""
    lines = [line for line in ignored.splitlines() if not line.startswith("#")]
    assert lines[0] == "*"
    return {line[1:] for line in lines if line.startswith("!")}


def installed() -> set[str]:
    """Return what pip needs of the sources: the packages, and the files that it is told of."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    packages = {name.rstrip("*") for name in project["tool"]["setuptools"]["packages"]["find"]["include"]}
    files = {project["project"]["readme"], *project["project"]["license-files"]}
    return packages | files | {"pyproject.toml", "constraints.txt"}


def test_the_image_has_what_is_installed_and_nothing_else() -> None:
    copied = of_the_image(units.DOCKERIGNORE)
    assert copied == installed()
    assert not [name for name in copied if not (ROOT / name).exists()]


def test_docker_waits_until_the_service_has_ended_its_runs() -> None:
    services = yaml.safe_load(units.docker()["compose.yaml"])["services"]
    assert int(services["crawl"]["stop_grace_period"].removesuffix("s")) > GRACE


def test_the_reading_room_of_a_container_opens_no_browser() -> None:
    services = yaml.safe_load(units.docker()["compose.yaml"])["services"]
    assert "--no-open" in services["read"]["command"]
