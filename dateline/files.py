"""Files and pipes that a person hands over: their bytes, and whether they are text at all."""

import sys
from pathlib import Path

from storage.records import DatelineError

MAX_BYTES = 8 * 1024 * 1024
"""As for downloads: the largest real article page seen has 0.5 MB."""

KINDS = (
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"RIFF", "an image, sound or film"),
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", "a ZIP archive or office document"),
    (b"\x1f\x8b", "a gzip file: unpack it first"),
    (b"\xfd7zXZ", "an xz file: unpack it first"),
    (b"\x28\xb5\x2f\xfd", "a zstd file: unpack it first"),
    (b"\xd0\xcf\x11\xe0", "an old office document"),
    (b"SQLite format 3\x00", "a SQLite database"),
    (b"\x7fELF", "a program"),
)
"""First bytes of what people mistake for a saved page."""

SAMPLE = 65_536
"""Bytes looked at for control characters."""

CONTROLS = 0.02
"""Share of control characters from which bytes are no text: texts have none, compressed data one in eight, and UTF-16
is told by its null bytes, which stand at every second place only."""

_CONTROL = bytes(code for code in range(0x20) if code not in b"\t\n\v\f\r\x1b") + b"\x7f"
_WIDE_MARKS = (b"\xff\xfe", b"\xfe\xff")


def read(file: Path) -> bytes:
    """Return a file's bytes; ``-`` is standard input.

    Raises:
        DatelineError: It is missing, unreadable, empty or too large.
    """
    body = sys.stdin.buffer.read(MAX_BYTES + 1) if str(file) == "-" else _read(file)
    if not body.strip():
        raise DatelineError(f"{file} is empty: give a saved page or a text")
    if len(body) > MAX_BYTES:
        raise DatelineError(f"{file} is larger than {MAX_BYTES // 1024**2} MiB: that is no article page")
    return body


def _read(file: Path) -> bytes:
    try:
        with file.open("rb") as stream:
            return stream.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise DatelineError(f"{file} does not exist: check the name") from None
    except IsADirectoryError:
        raise DatelineError(f"{file} is a folder: name a file in it") from None
    except ValueError as error:
        raise DatelineError(f"{str(file)!r} is no file name: {error}") from None
    except OSError as error:
        raise DatelineError(f"{file} cannot be read: {error.strerror}") from error


def binary_kind(body: bytes) -> str | None:
    """Say what bytes are that are no text, None for text in any encoding."""
    for mark, kind in KINDS:
        if body.startswith(mark):
            return kind
    sample = body[:SAMPLE]
    if not _is_wide(sample):
        controls = len(sample) - len(sample.translate(None, _CONTROL))
        if controls > CONTROLS * len(sample):
            return "a binary file"
    return None


def _is_wide(sample: bytes) -> bool:
    """Say whether bytes look like UTF-16 or UTF-32: a mark, or nulls at every second place and hardly elsewhere."""
    if sample.startswith(_WIDE_MARKS):
        return True
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    return max(even, odd) > len(sample) // 5 and min(even, odd) < len(sample) // 20
