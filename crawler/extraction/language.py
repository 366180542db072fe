"""Which language a text is in: by script, then by its most frequent small words. No model, no dependency."""

import re
import unicodedata
from collections import Counter

from crawler.extraction.text import normalise

# Enough text for any verdict; a story's first paragraphs tell its language.
_REACH = 4000
_WORD = re.compile(r"[^\W\d_]+")
# The small words that a text in the language cannot do without. Words shared by two of the languages count for both.
_SMALL_WORDS = {
    "fr": (
        "le la les des du de un une et est dans pour par sur au aux avec que qui ce cette son sa ses leur "
        "plus pas ne en à l d s n c qu été ont sont entre selon lors afin après depuis ainsi contre vers "
        "sous"
    ),
    "en": (
        "the of and to in for on with that is was are be by at from as an it its has have will this their "
        "been were after not or which more between into over new a"
    ),
    "es": (
        "el la los las de del y en un una que por con para se su sus al es como más lo entre sobre desde "
        "hasta este esta fue han son según a contra tras"
    ),
    "vi": (
        "và của các là có cho được trong với những đã để này một không người khi tại về từ đến năm theo "
        "trên ra vào cũng như ở việc sẽ bị sau tỉnh ngày"
    ),
}
_SETS = {language: frozenset(words.split()) for language, words in _SMALL_WORDS.items()}
# Letters that one of the languages has and the others lack.
_LETTERS = {
    "vi": frozenset("ăđơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ"),
    "es": frozenset("ñ¿¡áíóú"),
    "fr": frozenset("çœàèêëîïôûùâé"),
}
# Endings that few words of the other languages have; they decide between titles without small words.
_ENDINGS = {
    "es": (
        "ción", "ciones", "dad", "mente", "ador", "adora", "ita", "ano", "ana", "osa", "oso", "iza", "ente", "ado",
        "ada",
    ),
    "en": (
        "ing", "ed", "ship", "ly", "ties", "ness",
    ),
    "fr": (
        "eur", "euse", "ment", "ique", "aire", "ée", "ées", "és", "ité", "ienne", "amien", "amiens",
    ),
}  # fmt: skip
_SCRIPTS = {
    "CYRILLIC": "ru", "CJK": "zh", "HIRAGANA": "ja", "KATAKANA": "ja", "HANGUL": "ko", "THAI": "th", "LAO": "lo",
    "KHMER": "km",
}  # fmt: skip
# A script decides when this share of the letters is in it: quotations and brand names stay below it.
_SCRIPT_SHARE = 0.4
# Below this lead over the next language the declared one is believed, if it is among the candidates.
_CLEAR_LEAD = 1.5


def guess(text: str, hint: str | None = None) -> str | None:
    """Guess the language of a text: fr, vi, en, es, ru, zh, and ja, ko, th, lo, km by their script.

    Args:
        text: Any length; a title is enough in most cases.
        hint: The language that the page declares; it decides where the text leaves it open.

    Returns:
        A BCP 47 primary subtag; the hint where the text tells nothing; None where nothing does.
    """
    sample = normalise(text[:_REACH]).casefold()
    declared = hint.replace("_", "-").split("-")[0].lower() if hint else None
    return _by_script(sample) or _by_words(sample, declared)


def _by_script(sample: str) -> str | None:
    letters = [char for char in sample if char.isalpha()]
    counts = Counter(
        _SCRIPTS.get(unicodedata.name(char, "").split(" ")[0].split("-")[0]) for char in letters if char > "\u02ff"
    )
    counts.pop(None, None)
    if not counts or sum(counts.values()) < _SCRIPT_SHARE * len(letters):
        return None
    # Japanese is written with many Chinese characters; a few kana tell it apart.
    return "ja" if counts["ja"] > 0.1 * counts.total() else counts.most_common(1)[0][0]


def _by_words(sample: str, declared: str | None) -> str | None:
    scores = _scores(sample)
    ranked = sorted(scores, key=lambda language: scores[language], reverse=True)
    best, second = ranked[0], ranked[1]
    if not scores[best]:
        return declared
    clear = scores[best] >= _CLEAR_LEAD * scores[second]
    if not clear and declared in scores:
        return declared if scores[declared] >= scores[best] / 2 else best
    if scores[best] == scores[second]:
        return None
    return declared if declared and declared not in _SETS and scores[best] < 3 else best


def _scores(sample: str) -> dict[str, float]:
    found = _WORD.findall(sample)
    scores: dict[str, float] = {language: sum(word in small for word in found) for language, small in _SETS.items()}
    for language, letters in _LETTERS.items():
        # A word with such a letter tells as much as half a small word; Vietnamese ones are unmistakable.
        weight = 1.0 if language == "vi" else 0.5
        scores[language] += weight * sum(1 for word in found if not letters.isdisjoint(word))
    for language, endings in _ENDINGS.items():
        scores[language] += 0.4 * sum(len(word) > 4 and word.endswith(endings) for word in found)
    return scores
