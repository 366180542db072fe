"""Settings come from the file, the environment and flags, in rising order."""

from pathlib import Path

import pytest

from dateline import downloads
from dateline.config import Config, ConfigError, load


def test_defaults(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert load(environ={}) == Config()


def test_file_environment_flags_in_rising_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("dateline.toml").write_text('db = "a.db"\nlimit = 5\ndelay = 2\ncontact = "x@example.org"\n')
    assert load(environ={}).db == Path("a.db")
    config = load(environ={"DATELINE_DB": "b.db", "DATELINE_LIMIT": "6", "DATELINE_CONTACT": ""}, db=Path("c.db"))
    assert config.db == Path("c.db")
    assert config.limit == 6
    assert config.delay == 2
    assert config.contact == "x@example.org"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("limt = 3", "did you mean 'limit'"),
        ('limit = "many"', "no whole number"),
        ("limit = 0", "too small"),
        ("delay = -1", "too small"),
        ("delay = nan", "no number of any use"),
        ("since_days = 1e6", "too large"),
        ("limit = inf", "no whole number"),
        ("delay = 0\nat_once = 0", "too small"),
        ("since_days = inf", "no number of any use"),
        ('contact = "me\\nX-Other: 1"', "control characters"),
        ("limit 3", "not valid TOML"),
    ],
)
def test_a_bad_setting_is_named(tmp_path: Path, text: str, words: str) -> None:
    file = tmp_path / "my.toml"
    file.write_text(text)
    with pytest.raises(ConfigError) as error:
        load(file, environ={})
    assert "my.toml" in str(error.value)
    assert words in str(error.value)
    assert "\n" not in str(error.value)


def test_several_requests_at_once_are_for_servers_that_need_no_distance() -> None:
    with pytest.raises(ConfigError, match="at_once: 8 requests at once keep no distance"):
        load(environ={}, at_once=8)
    config = load(environ={}, at_once=8, delay=0.0)
    assert downloads.overrides(config)["CONCURRENT_REQUESTS_PER_DOMAIN"] == 8
    assert downloads.overrides(Config())["CONCURRENT_REQUESTS_PER_DOMAIN"] == 1


def test_a_named_file_must_exist(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        load(tmp_path / "none.toml", environ={})


def test_a_bad_environment_variable_is_named() -> None:
    with pytest.raises(ConfigError, match="DATELINE_WORKERS"):
        load(environ={"DATELINE_WORKERS": "two"})


def test_sources_beside_the_database(tmp_path: Path) -> None:
    assert Config(db=tmp_path / "corpus.db").sources() is None
    (tmp_path / "sources").mkdir()
    assert Config(db=tmp_path / "corpus.db").sources() is None, "a folder of that name may be anybody's"
    (tmp_path / "sources" / "mine.toml").touch()
    assert Config(db=tmp_path / "corpus.db").sources() == tmp_path / "sources"
    assert Config(db=tmp_path / "corpus.db", catalogue=Path("mine.toml")).sources() == Path("mine.toml")
