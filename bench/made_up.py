"""A made-up corpus of any size, always the same one: for benchmarks, screenshots and tests of the reading room.

Rows are written straight into the tables in batches (a hundred thousand articles in about a minute), with what a real
corpus holds: copies, adapted copies, translations, revisions, pictures, teasers, seeds, a frontier, runs, visits,
feeds and alerts. Not written, because nothing that reads needs them: signatures and bands.
"""

import random
import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from storage import archive, articles, times
from storage.corpus import Corpus
from storage.records import Article, Image, Page, Related
from storage.shingles import content_sha256

SEED = 20261121
BATCH = 2_000
DAYS = 365


@dataclass(frozen=True)
class Paper:
    """A newspaper of the made-up press; the weight is its share of the articles."""

    source: str
    family: str
    language: str
    host: str
    weight: int


PAPERS = (
    Paper("vietnamplus", "vnp", "fr", "fr.vietnamplus.vn", 9),
    Paper("vietnamplus", "vnp", "en", "en.vietnamplus.vn", 10),
    Paper("vietnamplus", "vnp", "vi", "www.vietnamplus.vn", 18),
    Paper("vietnamplus", "vnp", "zh", "zh.vietnamplus.vn", 4),
    Paper("lecourrier", "epi", "fr", "lecourrier.vn", 5),
    Paper("nhandan", "epi", "fr", "fr.nhandan.vn", 5),
    Paper("nhandan", "epi", "en", "en.nhandan.vn", 6),
    Paper("vietnamvn", "vietnamvn", "vi", "www.vietnam.vn", 14),
    Paper("vietnamvn", "vietnamvn", "fr", "www.vietnam.vn/fr", 8),
    Paper("baocantho", "baodia", "vi", "baocantho.com.vn", 7),
    Paper("baodanang", "baodia", "vi", "baodanang.vn", 7),
    Paper("baolaocai", "baodia", "vi", "baolaocai.vn", 4),
    Paper("baoquangninh", "baodia", "en", "english.baoquangninh.vn", 3),
)
PLACES = {
    "vi": ("Hà Nội", "Đà Nẵng", "Huế", "Cần Thơ", "Điện Biên", "Lào Cai", "TP. Hồ Chí Minh", "Quảng Ninh"),
    "fr": ("Hanoï", "Dà Nang", "Huê", "Cân Tho", "Diên Biên Phu", "Hô Chi Minh-Ville"),
    "en": ("Hanoi", "Da Nang", "Hue", "Can Tho", "HCM City", "Quang Ninh"),
    "zh": ("河内", "岘港", "顺化", "胡志明市"),
}
SECTIONS = {
    "vi": ("Chính trị", "Kinh tế", "Xã hội", "Văn hóa", "Thế giới"),
    "fr": ("Politique", "Économie", "Société", "Culture", "Monde"),
    "en": ("Politics", "Business", "Society", "Culture", "World"),
    "zh": ("政治", "经济", "社会"),
}
WORDS = {
    "vi": "thành phố hợp tác phát triển kinh tế Đà Nẵng Hà Nội đoàn đại biểu Quốc hội hội nghị chính phủ nhân dân "
    "nông nghiệp bền vững chuyển đổi số du lịch đường sắt quan hệ đối ngoại giáo dục y tế môi trường biển đảo "
    "Điện Biên Phủ chiến thắng lễ hội di sản doanh nghiệp đầu tư nước ngoài xuất khẩu gạo cà phê thủy sản",
    "fr": "la diplomatie populaire du Vietnam renforce la coopération avec les provinces du Sud et le président de "
    "l’Assemblée nationale a reçu une délégation venue de France pour échanger sur le développement des ports "
    "l’agriculture la mer et les relations culturelles entre Hanoï et Paris selon l’agence un accord signé",
    "en": "the province has attracted foreign investment in renewable energy while the government promotes digital "
    "transformation and sustainable tourism across coastal cities leaders discussed trade agriculture education and "
    "health cooperation during a visit to Hanoi where farmers exported rice coffee and seafood to new markets",
    "zh": "越南 政府 经济 发展 合作 代表团 访问 河内 中国 贸易 农业 旅游 文化 教育 总理 会议 人民 数字 转型 可持续",
}
AGENCIES = {"vi": "TTXVN", "fr": "VNA", "en": "VNA", "zh": "越通社"}
BYLINES = ("Nguyễn Văn Đức", "Trần Thị Hoa", "Lê Minh", "Marie Dupont", "Phạm Quỳnh", None, None)
PARAGRAPHS = 800


class Press:
    """Writes stories: paragraphs are made once per language and put together anew for every story."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)  # noqa: S311 - repeatable on purpose
        self.words = {language: words.split() for language, words in WORDS.items()}
        self.paragraphs = {language: [self.paragraph(language) for _ in range(PARAGRAPHS)] for language in WORDS}

    def sentence(self, language: str, low: int = 9, high: int = 26) -> str:
        """Return words of the language with a capital and a full stop."""
        chosen = self.rng.choices(self.words[language], k=self.rng.randint(low, high))
        text = ("" if language == "zh" else " ").join(chosen)
        return text[0].upper() + text[1:] + ("。" if language == "zh" else ".")

    def paragraph(self, language: str) -> str:
        """Return two to five sentences."""
        return " ".join(self.sentence(language) for _ in range(self.rng.randint(2, 5)))

    def text(self, language: str) -> str:
        """Return three to eight paragraphs, the first of them new."""
        rest = self.rng.choices(self.paragraphs[language], k=self.rng.randint(2, 7))
        return "\n\n".join([self.sentence(language), *rest])


class Maker:
    """Fills a corpus."""

    def __init__(self, corpus: Corpus, now: datetime, seed: int) -> None:
        self.corpus, self.conn, self.now = corpus, corpus.conn, now
        self.press = Press(seed)
        self.rng = self.press.rng
        self.recent: list[tuple[int, articles.Row]] = []
        self.next_id = self.conn.execute("SELECT coalesce(max(id), 0) + 1 FROM articles").fetchone()[0]

    def fill(self, count: int) -> None:
        """Add articles, oldest first, and all that surrounds them."""
        with self.corpus.transaction():
            self.runs()
            self.feeds()
            self.alerts()
        for start in range(0, count, BATCH):
            with self.corpus.transaction():
                self.batch(start, min(start + BATCH, count), count)

    def batch(self, start: int, end: int, count: int) -> None:
        """Add the articles of one transaction, ``start`` to ``end`` of ``count``."""
        rows: list[articles.Row] = []
        extras: dict[str, list[tuple[object, ...]]] = {"images": [], "relations": [], "revisions": [], "urls": []}
        for number in range(start, end):
            at = self.now - timedelta(days=DAYS) * (1 - (number + 1) / count) ** 1.3
            row = self.row(number, at, extras)
            rows.append(row)
            self.recent = [*self.recent[-60:], (row["id"], row)]
        names = ", ".join(rows[0])
        marks = ", ".join(f":{name}" for name in rows[0])
        self.conn.executemany(f"INSERT INTO articles ({names}) VALUES ({marks})", rows)  # noqa: S608 - our own names
        self.write(extras)
        self.visits(rows)

    def row(self, number: int, at: datetime, extras: dict[str, list[tuple[object, ...]]]) -> articles.Row:
        """Make one article, now and then a copy, a translation, or one with a revision."""
        paper = self.rng.choices(PAPERS, [paper.weight for paper in PAPERS])[0]
        draw = self.rng.random()
        model = self.model(paper.language) if draw < 0.16 else None
        article = self.copy(paper, model[1]) if model else self.story(paper)
        article.url = f"https://{paper.host}/tin-{number:06}-post{700000 + number}.html"
        self.date(article, at)
        row = articles.to_row(article) | {
            "id": self.next_id,
            "first_seen_at": times.utc(at),
            "updated_at": times.utc(at),
            "content_sha256": content_sha256(article.text),
            "duplicate_of": None,
            "origin": "crawl",
        }
        self.next_id += 1
        if model:
            row["duplicate_of"] = model[1]["duplicate_of"] or model[0]
            kind, score = ("copy", 1.0) if draw < 0.12 else ("adapted", round(0.5 + draw, 2))
            extras["relations"].append(
                (row["id"], row["duplicate_of"], kind, score, f"{score:.2f} of {row['word_count']} words, same title")
            )
        elif draw > 0.97:
            extras["revisions"].append(self.revision(row, at))
        elif draw > 0.95:
            self.translate(row, extras)
        extras["images"] += [(row["id"], place, *image) for place, image in enumerate(self.images(paper))]
        extras["urls"].append(self.frontier(row, paper, at))
        return row

    def story(self, paper: Paper) -> Article:
        """Return a story of its own."""
        text = self.press.text(paper.language)
        return Article(
            url="",
            source=paper.source,
            family=paper.family,
            language=paper.language,
            title=self.press.sentence(paper.language, 6, 12).rstrip(".。"),
            lead=self.press.sentence(paper.language),
            text=text,
            byline=self.rng.choice(BYLINES),
            agency=AGENCIES[paper.language] if self.rng.random() < 0.6 else None,
            place=self.rng.choice(PLACES[paper.language]) if self.rng.random() < 0.8 else None,
            section=self.rng.choice(SECTIONS[paper.language]),
            tags=self.rng.sample(self.press.words[paper.language], 3),
            related=[
                Related(self.press.sentence(paper.language, 5, 9), f"https://{paper.host}/lien-{n}") for n in (1, 2)
            ],
            extractor=f"rules:{paper.family}" if self.rng.random() < 0.93 else "trafilatura",
            warnings=[] if self.rng.random() < 0.96 else ["no_date"],
        )

    def copy(self, paper: Paper, row: articles.Row) -> Article:
        """Return the story of a row as another paper reprints it."""
        article = articles.from_row(row)
        article.source, article.family = paper.source, paper.family
        article.republished_from = "VNA"
        if self.rng.random() < 0.4:
            article.text = article.text.rpartition("\n\n")[0] or article.text
        return article

    def model(self, language: str) -> tuple[int, articles.Row] | None:
        """Return a recent story to copy, the agency's own where there is one."""
        fitting = [each for each in self.recent if each[1]["language"] == language]
        return self.rng.choice(fitting) if fitting else None

    def date(self, article: Article, seen: datetime) -> None:
        """Give the article a time before it was seen: minutes mostly, hours for some, none for few."""
        draw = self.rng.random()
        published = seen - timedelta(minutes=min(self.rng.lognormvariate(3.2, 1.2), 5000))
        precision = "minute" if draw < 0.6 else "second" if draw < 0.94 else "day"
        known = draw < 0.985
        article.published_at = published.isoformat() if known else None
        article.published_precision = precision if known else None

    def revision(self, row: articles.Row, at: datetime) -> tuple[object, ...]:
        """Return an earlier version of a row: some words other, a paragraph less."""
        words = row["text"].split(" ")
        for _ in range(6):
            words[self.rng.randrange(len(words))] = self.rng.choice(self.press.words[row["language"]])
        row["updated_at"] = times.utc(at + timedelta(hours=2))
        text = " ".join(words).rpartition("\n\n")[0] or " ".join(words)
        return (
            row["id"], row["updated_at"], row["title"], row["lead"], text, row["byline"], None, len(text.split()),
            content_sha256(text), row["extractor"],
        )  # fmt: skip

    def translate(self, row: articles.Row, extras: dict[str, list[tuple[object, ...]]]) -> None:
        """Make the row a translation of a recent story in another language."""
        others = [each for each in self.recent if each[1]["language"] != row["language"]]
        if others:
            other_id, other = self.rng.choice(others)
            row["original_url"] = other["url"]
            extras["relations"].append(
                (row["id"], other_id, "translation", None, f"names its source: {other['url']}")
            )

    def images(self, paper: Paper) -> list[tuple[str, str | None, str | None]]:
        """Return none to two pictures."""
        return [
            (
                f"https://cdn.{paper.host.partition('/')[0]}/{n}.jpg",
                self.press.sentence(paper.language, 6, 14),
                "Photo: VNA",
            )
            for n in range(self.rng.choice((0, 1, 1, 2)))
        ]

    def frontier(self, row: articles.Row, paper: Paper, at: datetime) -> tuple[object, ...]:
        """Return the row of ``urls`` that an article came from."""
        host = paper.host.partition("/")[0]
        return (
            f"{host}/{row['id']}", row["url"], paper.source, paper.language, host, "done", 200, "new",
            f"https://{host}/rss/home.rss", times.utc(at - timedelta(minutes=3)), row["id"], times.utc(at),
        )  # fmt: skip

    def write(self, extras: dict[str, list[tuple[object, ...]]]) -> None:
        """Write what belongs to the articles of a batch."""
        self.conn.executemany(
            "INSERT INTO images (article_id, position, url, caption, credit) VALUES (?, ?, ?, ?, ?)", extras["images"]
        )
        self.conn.executemany(
            "INSERT OR IGNORE INTO relations (article_id, other_id, kind, score, evidence) VALUES (?, ?, ?, ?, ?)",
            extras["relations"],
        )
        self.conn.executemany(
            "INSERT INTO revisions (article_id, replaced_at, title, lead, text, byline, modified_at, word_count, "
            "content_sha256, extractor) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            extras["revisions"],
        )
        self.conn.executemany(
            "INSERT INTO urls (canonical_key, url, source, language, host, state, last_status, last_outcome, "
            "discovered_from, discovered_at, article_id, fetched_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            extras["urls"],
        )

    def runs(self) -> None:
        """Write two runs a day; the counts are made up."""
        for number in range(2 * DAYS):
            started = self.now - timedelta(hours=12 * (2 * DAYS - number))
            new, duplicate, failed = (
                self.rng.randint(20, 90),
                self.rng.randint(2, 12),
                self.rng.choice((0, 0, 0, 1, 7)),
            )
            state = "interrupted" if number % 97 == 96 else "finished"
            self.conn.execute(
                'INSERT INTO runs ("trigger", state, started, finished, host, pid, leased, "new", duplicate, failed) '
                "VALUES ('schedule', ?, ?, ?, 'made-up', 1, ?, ?, ?, ?)",
                (
                    state, times.utc(started), times.utc(started + timedelta(minutes=7)), new + duplicate + failed,
                    new, duplicate, failed,
                ),
            )  # fmt: skip

    def visits(self, rows: list[articles.Row]) -> None:
        """Write the visits of the last month's articles, and some failures."""
        since = times.utc(self.now - timedelta(days=30))
        last = self.conn.execute("SELECT max(id) FROM runs").fetchone()[0]
        for row in rows:
            if row["first_seen_at"] < since:
                continue
            days = (self.now - times.moment(row["first_seen_at"])) / timedelta(days=0.5)
            outcome = self.rng.choices(("new", "failed", "blocked", "not_article"), (90, 2, 1, 7))[0]
            self.conn.execute(
                "INSERT OR IGNORE INTO visits (run_id, url_id, source, outcome, status, at) "
                "SELECT ?, id, source, ?, 200, ? FROM urls WHERE article_id = ?",
                (max(1, last - int(days)), outcome, row["first_seen_at"], row["id"]),
            )

    def feeds(self) -> None:
        """Write two feeds a paper; one of a provincial paper is broken."""
        for paper in PAPERS:
            for name in ("home", "news"):
                broken = paper.source == "baolaocai" and name == "news"
                at = times.utc(self.now - timedelta(minutes=20))
                self.conn.execute(
                    "INSERT INTO feeds (url, source, kind, interval, next_at, failures, last_status, entries, "
                    "first_seen_at, last_fetched_at, last_ok_at, last_new_at) "
                    "VALUES (?, ?, 'feed', 1800, ?, ?, ?, 50, ?, ?, ?, ?)",
                    (
                        f"https://{paper.host}/rss/{name}.rss", paper.source, at, 4 if broken else 0,
                        503 if broken else 200, at, at, None if broken else at, None if broken else at,
                    ),
                )  # fmt: skip

    def alerts(self) -> None:
        """Write two open troubles and a cleared one."""
        ago = [times.utc(self.now - timedelta(hours=hours)) for hours in (5, 30, 90)]
        self.conn.executemany(
            "INSERT INTO alerts (source, kind, message, raised_at, seen_at, cleared_at) VALUES (?, ?, ?, ?, ?, ?)",
            [
                ("baolaocai", "feed_broken", "its feed answers 503 since four visits", ago[0], ago[0], None),
                ("vietnamvn", "quiet", "no new article for 30 hours, 60 a day before", ago[1], ago[1], None),
                ("nhandan", "blocked", "403 on every page", ago[2], ago[2], ago[1]),
            ],
        )


def seed(corpus: Corpus, now: datetime, folder: Path) -> None:
    """Store the documents of a folder as seeds, and let the next articles of the press be near them."""
    with corpus.transaction():
        for path in sorted(folder.glob("*.txt")):
            text = path.read_text("utf-8-sig")
            article = Article(url=f"seed:{path.stem}", language="fr", title=text.split("\n", 1)[0][:120], text=text)
            row = articles.to_row(article) | {"content_sha256": content_sha256(text), "origin": "seed"}
            articles.insert(corpus.conn, row, [], now - timedelta(days=DAYS + 1))


def reprint_seeds(corpus: Corpus, now: datetime) -> None:
    """Let a paper print every seed, cut, so that something lies near them."""
    with corpus.transaction():
        for row in corpus.conn.execute("SELECT * FROM articles WHERE origin = 'seed'").fetchall():
            text = "\n\n".join(row["text"].split("\n\n")[:-1]) or row["text"]
            article = Article(
                url=f"https://fr.nhandan.vn/seed-{row['id']}.html", source="nhandan", language="fr",
                title=row["title"], text=text, published_at=now.isoformat(), published_precision="minute",
                extractor="rules:epi", images=[Image("https://cdn.nhandan.vn/s.jpg", "Le port", "VNA")],
            )  # fmt: skip
            new = articles.to_row(article) | {"content_sha256": content_sha256(text), "origin": "crawl"}
            article_id = articles.insert(corpus.conn, new | {"duplicate_of": row["id"]}, article.images, now)
            page = Page(article.url, _html(article).encode(), "text/html; charset=utf-8", fetched_at=now.isoformat())
            page_id = archive.store(corpus, page, article.source, now, article_id)
            articles.update(corpus.conn, article_id, {"page_id": page_id})
            corpus.conn.execute(
                "INSERT INTO relations VALUES (?, ?, 'copy', 0.97, '0.97 of 400 words, same title')",
                (article_id, row["id"]),
            )


def _html(article: Article) -> str:
    paragraphs = "".join(f"<p>{part}</p>" for part in article.text.split("\n\n"))
    head = f"<head><title>{article.title}</title></head>"
    return f"<!doctype html><html lang=fr>{head}<body><h1>{article.title}</h1>{paragraphs}"


def make(path: Path, count: int, *, now: datetime | None = None, seed_number: int = SEED) -> Path:
    """Make a corpus of so many articles and return its path.

    Args:
        path: A file that does not exist yet.
        count: How many articles, besides five seeds and their reprints.
        now: Aware; when the last article came. None for the present.
        seed_number: Another one makes another corpus.
    """
    now = now or datetime.now(UTC)
    with Corpus.open(path) as corpus:
        corpus.conn.execute("PRAGMA synchronous = OFF")  # a benchmark's file may be made again
        seed(corpus, now, Path(__file__).parents[1] / "seeds" / "documents")
        Maker(corpus, now, seed_number).fill(count)
        reprint_seeds(corpus, now - timedelta(minutes=30))
    return path


def counts(path: Path) -> str:
    """Return a line on a corpus: rows and bytes."""
    with sqlite3.connect(path) as conn:
        rows = conn.execute(
            "SELECT (SELECT count(*) FROM articles), (SELECT count(*) FROM relations), "
            "(SELECT count(*) FROM revisions)"
        ).fetchone()
    return "{:,} articles, {:,} relations, {:,} revisions".format(*rows) + f", {path.stat().st_size / 1e6:,.0f} MB"
