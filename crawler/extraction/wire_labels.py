"""Labels that templates put together from words: rows of share buttons, calls to subscribe, lines of the date."""

import re

from crawler.extraction.dates import MONTHS, parse_date
from crawler.extraction.text import ends_sentence

_WORD = re.compile(r"[^\W_]+")
_SERVICES = frozenset((
    "facebook", "twitter", "x", "zalo", "whatsapp", "telegram", "linkedin", "messenger", "viber", "skype",
    "pinterest", "reddit", "tumblr", "bluesky", "mastodon", "threads", "instagram", "youtube", "tiktok",
    "wechat", "weibo", "email", "mail", "gmail", "flipboard", "digg", "вконтакте", "одноклассники", "微信",
    "微博",
))  # fmt: skip
# What buttons do, folded; "chia sẻ" and "sao chép" are two words each.
_DEEDS = frozenset((
    "share", "tweet", "print", "copy", "pin", "partager", "partagez", "imprimer", "copier", "compartir",
    "comparta", "imprimir", "copiar", "chia", "se", "sao", "chep", "gui", "поделиться", "распечатать",
    "скопировать", "分享", "分享到",
))  # fmt: skip
_SMALL = frozenset((
    "e", "on", "via", "by", "this", "article", "story", "page", "link", "to", "the", "news", "sur", "par",
    "cet", "ce", "l", "le", "lien", "en", "por", "este", "articulo", "enlace", "el", "bai", "viet", "nay",
    "len", "qua", "ket", "в", "ссылку", "статью", "статьеи", "in",
))  # fmt: skip
# One word is a label where the phrases say so ("Share"); these verbs are verbs of sentences in other languages too.
_FEWEST = 2
_SUBSCRIBE = re.compile(
    r"(?:inscrivez-vous|abonnez-vous|subscribe|sign up|dang ky|suscrib(?:ase|ete)|подпишитесь)\b.{0,25}?"
    r"\b(?:newsletters?|infolettre|lettre d'information|ban tin|nhan tin|boletin(?:es)?|рассылку|e-?mail)\b.{0,25}$"
)
_STAMP = re.compile(
    r"(?:derniere )?(?:mise? a jour|publiee?|modifiee?|postee?)\b"
    r"|(?:last |first )?(?:updated?|published|posted|modified)\b"
    r"|(?:ngay |lan cuoi )?(?:cap nhat|dang|dang tai|xuat ban)\b"
    r"|(?:ultima )?(?:actualizad[oa]|publicad[oa]|actualizacion)\b"
    r"|(?:обновлено|опубликовано)\b|更新时间|发布时间|更新于|发布于"
)
OF_DATES = frozenset((
    *MONTHS,
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "mon", "tue", "wed",
    "thu", "fri", "sat", "sun", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche",
    "lunes", "martes", "miercoles", "jueves", "viernes", "sabado", "domingo", "понедельник", "вторник",
    "среда", "четверг", "пятница", "суббота", "воскресенье", "г", "в", "hai", "ba", "tu", "sau", "bay",
    "chu", "nhat", "ngay", "thang", "nam", "luc", "sa", "ch", "le", "a", "the", "at", "on", "el", "las",
    "de", "del", "er", "st", "nd", "rd", "th", "h", "min", "am", "pm", "gmt", "utc", "ict", "z", "t",
))  # fmt: skip
"""Folded words of printed dates besides their numbers: months, weekdays, and the small words between them."""


def is_share_row(label: str) -> bool:
    """Whether a line says nothing but what share buttons say: "Partager Facebook Twitter Imprimer".

    Args:
        label: The line, folded by ``fold_key``.
    """
    found = _WORD.findall(label)
    services = sum(word in _SERVICES for word in found)
    deeds = sum(word in _DEEDS for word in found)
    # Names of services between commas, without a button, are a list of the story's.
    told = bool(deeds and services) or (services > 1 and "," not in label)
    return (
        len(found) >= _FEWEST
        and told
        and all(word in _SERVICES or word in _DEEDS or word in _SMALL for word in found)
    )


def is_call_to_subscribe(label: str) -> bool:
    """Whether a line asks to subscribe to the site's letters, and says nothing else.

    Args:
        label: The line, folded by ``fold_key``.
    """
    return bool(_SUBSCRIBE.match(label))


def is_stamp(label: str) -> bool:
    """Whether a line is a label and a date, and nothing else: "Mis à jour le 5 mars 2026 à 10h00".

    Args:
        label: The line, folded by ``fold_key``.
    """
    match = _STAMP.match(label)
    if not match or ends_sentence(label) or parse_date(label) is None:
        return False
    rest = _WORD.findall(label[match.end() :])
    return all(word[0].isdigit() or word in OF_DATES for word in rest)
