"""Files, folders, patterns and addresses; one line for what cannot be reached."""

import socket
import threading
from collections.abc import Iterator
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from crawler.webarchive import places
from crawler.webarchive.places import PlaceError


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("b.warc.gz", "a.warc", "deep/c.WARC.GZ", "d.txt", "e.warc.zst", "f.cdx.gz"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(name.encode())
    return tmp_path


def names(*words: object) -> list[str]:
    return [Path(file.address).name for file in places.find(map(str, words))]


def test_files_folders_and_patterns_each_once_in_order(folder: Path) -> None:
    assert names(folder) == ["a.warc", "b.warc.gz", "c.WARC.GZ", "e.warc.zst"]
    assert names(folder / "d.txt") == ["d.txt"], "what is named is taken"
    assert names(folder / "*.warc*", folder / "a.warc") == ["a.warc", "b.warc.gz", "e.warc.zst"]
    assert names(folder / "**" / "*.GZ") == ["c.WARC.GZ"]


def test_a_file_that_changes_is_seen_to(folder: Path) -> None:
    [before] = places.find([str(folder / "a.warc")])
    (folder / "a.warc").write_bytes(b"longer now")
    [after] = places.find([str(folder / "a.warc")])
    assert (before.size, before.etag) != (after.size, after.etag)
    assert before.address == after.address == str((folder / "a.warc").absolute())


@pytest.mark.parametrize("word", ["missing.warc", "empty/", "*.none", "memory://no/such.warc", "nothing://x/y.warc"])
def test_one_line_for_what_is_not_there(tmp_path: Path, word: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "empty").mkdir()
    with pytest.raises(PlaceError, match=r"^[^\n]+$"):
        places.find([word])


def test_any_address_that_fsspec_opens() -> None:
    fsspec = pytest.importorskip("fsspec", reason="fsspec is not installed: the extra 'warc'")
    system = fsspec.filesystem("memory")
    for name in ("/w/a.warc.gz", "/w/x/b.warc", "/w/c.txt"):
        system.pipe(name, name.encode())
    try:
        assert [file.address for file in places.find(["memory://w"])] == [
            "memory:///w/a.warc.gz",
            "memory:///w/x/b.warc",
        ]
        assert [file.address for file in places.find(["memory://w/*.gz"])] == ["memory:///w/a.warc.gz"]
        [file] = places.find(["memory://w/x/b.warc"])
        with places.opened(file.address) as opened:
            opened.seek(3)
            assert (file.size, opened.read(4)) == (11, b"x/b.")
    finally:
        system.rm("/w", recursive=True)


class Server(BaseHTTPRequestHandler):
    """Serves ranges of one file, as stores do."""

    def __init__(self, data: bytes, *args: object) -> None:
        self.data = data
        super().__init__(*args)  # type: ignore[arg-type]

    def do_HEAD(self) -> None:
        self.answer(with_body=False)

    def do_GET(self) -> None:
        self.answer(with_body=True)

    def answer(self, *, with_body: bool) -> None:
        if "missing" in self.path or "busy" in self.path or ("later" in self.path and "Range" in self.headers):
            self.send_error(404 if "missing" in self.path else 503)
            return
        first, _, last = self.headers.get("Range", "bytes=0-").removeprefix("bytes=").partition("-")
        part = self.data[int(first) : int(last) + 1 if last else None]
        self.send_response(206 if "Range" in self.headers else 200)
        self.send_header("Accept-Ranges", "none" if "whole" in self.path else "bytes")
        self.send_header("ETag", '"one"')
        self.send_header("Content-Length", str(len(part)))
        self.send_header("Content-Range", f"bytes {first}-{int(first) + len(part) - 1}/{len(self.data)}")
        self.end_headers()
        if with_body:
            self.wfile.write(part)

    def log_message(self, *args: object) -> None:
        del args


@pytest.fixture
def server() -> Iterator[str]:
    httpd = ThreadingHTTPServer(("127.0.0.1", 0), partial(Server, b"0123456789" * 1000))  # type: ignore[arg-type]
    threading.Thread(target=httpd.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{httpd.server_port}"
    httpd.shutdown()


def test_a_web_server(server: str) -> None:
    pytest.importorskip("aiohttp", reason="aiohttp is not installed")
    [file] = places.find([f"{server}/a.warc.gz?key=1"])
    assert (file.address, file.size) == (f"{server}/a.warc.gz?key=1", 10_000)
    with places.opened(file.address) as opened:
        opened.seek(9_995)
        assert opened.read(100) == b"56789"
    with pytest.raises(PlaceError, match="does not exist"):
        places.find([f"{server}/missing.warc"])


@pytest.fixture
def closed() -> str:
    """Return an address at which nobody listens."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{sock.getsockname()[1]}"


def test_the_line_names_what_a_server_or_the_network_says(server: str, closed: str) -> None:
    pytest.importorskip("aiohttp", reason="aiohttp is not installed")
    with pytest.raises(PlaceError, match=r"busy\.warc cannot be read: its server answers 503 Service Unavailable$"):
        places.find([f"{server}/busy.warc"])
    with pytest.raises(PlaceError, match=r"cannot be read: Connection refused$"):
        places.find([f"{closed}/a.warc"])


def test_an_error_of_a_range_is_an_os_error(server: str) -> None:
    pytest.importorskip("aiohttp", reason="aiohttp is not installed")
    with places.opened(f"{server}/later.warc") as file:
        file.seek(5)
        with pytest.raises(OSError, match=r"^its server answers 503 Service Unavailable$"):
            file.read(10)


def test_a_server_without_ranges_is_told_of_before_anything_is_read(server: str) -> None:
    pytest.importorskip("aiohttp", reason="aiohttp is not installed")
    with pytest.raises(PlaceError, match="only be read from its beginning"), places.opened(f"{server}/whole.warc"):
        pass


@pytest.mark.parametrize(
    ("raised", "line"),
    [
        (LookupError("the credentials\nhave expired"), "the credentials have expired"),
        (socket.gaierror(socket.EAI_NONAME, "Name or service not known"), "Name or service not known"),
        (TimeoutError(), "TimeoutError"),
    ],
)
def test_whatever_a_library_raises_is_an_os_error(
    monkeypatch: pytest.MonkeyPatch, raised: Exception, line: str
) -> None:
    """As botocore does, whose errors are none."""
    fsspec = pytest.importorskip("fsspec", reason="fsspec is not installed: the extra 'warc'")

    def failing(*_: object, **__: object) -> bytes:
        raise raised

    system = fsspec.filesystem("memory")
    system.pipe("/p/a.warc", b"abc")
    try:
        with places.opened("memory://p/a.warc") as file:
            monkeypatch.setattr(fsspec.implementations.memory.MemoryFile, "read", failing)
            with pytest.raises(OSError, match=f"^{line}$"):
                file.read(1)
        monkeypatch.setattr(type(system), "info", failing)
        with pytest.raises(PlaceError, match=f"cannot be read: {line}$"):
            places.find(["memory://p/a.warc"])
    finally:
        monkeypatch.undo()
        system.rm("/p", recursive=True)
