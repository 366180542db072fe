"""What lets other programs keep the service running: a systemd unit, a Dockerfile, a compose file."""

import json
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from scheduler.supervision import GRACE

STOP_SECONDS = int(GRACE) + 15
"""Longer than the service gives its runs, so that systemd and Docker do not kill it in the middle of that."""

_UNIT = """\
[Unit]
Description=dateline: crawl Vietnam's press into {db}
Documentation=man:systemd.service(5)
Wants=network-online.target
After=network-online.target

[Service]
Type=exec
ExecStart={command}
ExecReload=/bin/kill -HUP $MAINPID
WorkingDirectory={folder}
Restart=on-failure
RestartSec=30
# Exit code 2 is a wrong setting or a second service: starting again would not mend it.
RestartPreventExitStatus=2
# The service ends its runs itself, in order; what is left after that is killed.
KillMode=mixed
TimeoutStopSec={stop}
Nice=10
IOSchedulingClass=idle
NoNewPrivileges=yes
PrivateTmp=yes
ProtectSystem=strict
ReadWritePaths={writes}
RestrictAddressFamilies=AF_INET AF_INET6 AF_NETLINK AF_UNIX
LockPersonality=yes

[Install]
WantedBy={target}
"""

_SERVICE = ("schedule", "run", "--log-format", "json")

DOCKERFILE = f"""\
FROM python:3.12-slim
# The volume takes over the folder's owner: WORKDIR alone would make it root's.
RUN useradd --create-home --uid 1000 dateline && install --directory --owner dateline --group dateline /corpus
COPY . /src
RUN pip install --no-cache-dir --constraint /src/constraints.txt '/src[inspect]' && rm -rf /src
USER dateline
WORKDIR /corpus
VOLUME /corpus
ENTRYPOINT ["dateline"]
CMD {json.dumps(_SERVICE)}
"""

DOCKERIGNORE = """\
# What is installed, and nothing else: environments, caches and corpora would make the image many times larger.
*
!LICENSE
!README.md
!constraints.txt
!crawler
!dateline
!pyproject.toml
!scheduler
!seeds
!storage
**/__pycache__
"""

_COMPOSE = f"""\
# The service and the reading room on one volume. dateline.toml is read from the volume: /corpus/dateline.toml.
# Docker's own way of logging keeps every line for ever; "local" keeps the last 100 MB.
services:
  crawl:
    build: .
    command: {{command}}
    init: true
    restart: unless-stopped
    logging:
      driver: local
    stop_grace_period: {STOP_SECONDS}s
    volumes: ["corpus:/corpus"]
  read:
    build: .
    command: ["inspect", "--host", "0.0.0.0", "--port", "8001", "--no-open"]
    init: true
    restart: unless-stopped
    logging:
      driver: local
    depends_on: [crawl]
    ports: ["127.0.0.1:8001:8001"]
    volumes: ["corpus:/corpus"]
volumes:
  corpus:
"""


def docker(arguments: Sequence[str] = ()) -> dict[str, str]:
    """Return what an image is built from and run by, by file name; to be put where dateline's own sources are.

    Args:
        arguments: What the service is to be told.
    """
    compose = _COMPOSE.format(command=json.dumps([*_SERVICE, *arguments]))
    return {"Dockerfile": DOCKERFILE, ".dockerignore": DOCKERIGNORE, "compose.yaml": compose}


def unit(command: Sequence[str], db: Path, folder: Path, *, system: bool) -> str:
    """Return a systemd unit.

    Args:
        command: Program, by its full path, and arguments.
        db: The corpus file.
        folder: Where the service works: dateline.toml is read there.
        system: For the whole machine, not for one user.
    """
    writes = dict.fromkeys([db.resolve().parent, folder.resolve()])
    return _UNIT.format(
        command=" ".join(map(_quoted, command)),
        db=_escaped(str(db)),
        folder=_escaped(str(folder.resolve())),
        writes=" ".join(_quoted(str(path)) for path in writes),
        stop=STOP_SECONDS,
        target="multi-user.target" if system else "default.target",
    )


def _escaped(text: str) -> str:
    return text.replace("%", "%%")


def _quoted(word: str) -> str:
    """Return a word as systemd reads it back: percent signs and dollars mean something to it."""
    escaped = _escaped(word).replace("\\", "\\\\").replace('"', '\\"').replace("$", "$$")
    return f'"{escaped}"' if set(escaped) & set(" \t'\"\\;") else escaped


def verify(path: Path) -> str | None:
    """Return what systemd finds wrong with a unit file; None where it finds nothing, or is not here to be asked."""
    program = shutil.which("systemd-analyze")
    if program is None:
        return None
    asked = subprocess.run([program, "verify", str(path)], capture_output=True, text=True, check=False)  # noqa: S603
    return asked.stderr.strip() or f"exit code {asked.returncode}" if asked.returncode else None
