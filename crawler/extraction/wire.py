"""The wire conventions of Vietnam's press, for HTML bodies and text dumps alike: the one door to them.

Whatever text they are asked about is normalised (:func:`crawler.extraction.text.normalise`), as all that is read from
pages and dumps is: most lines are asked about a dozen times.

What opens a story stands in ``wire_dateline`` and ``wire_house_tag``, what closes it in ``wire_signature`` and
``wire_sign_off``, pictures in ``wire_caption``, lines of the page in ``wire_lines``, the phrases in ``wire_phrases``.
"""

from crawler.extraction.wire_caption import clean_caption, is_alt_alone, is_caption_like, split_credit
from crawler.extraction.wire_dateline import Dateline, is_agency, is_in_vietnam, split_dateline
from crawler.extraction.wire_house_tag import split_house_tag
from crawler.extraction.wire_lines import (
    is_comment_box,
    is_final_heading,
    is_furniture,
    is_label,
    is_teaser_heading,
    is_weak_heading,
    related_line,
)
from crawler.extraction.wire_names import is_vietnamese_name, looks_like_name
from crawler.extraction.wire_sign_off import (
    SourceLine,
    names_author,
    opening_byline,
    sign_off,
    source_line,
    split_source,
)
from crawler.extraction.wire_signature import Signature, split_signature

__all__ = [
    "Dateline",
    "Signature",
    "SourceLine",
    "clean_caption",
    "is_agency",
    "is_alt_alone",
    "is_caption_like",
    "is_comment_box",
    "is_final_heading",
    "is_furniture",
    "is_in_vietnam",
    "is_label",
    "is_teaser_heading",
    "is_vietnamese_name",
    "is_weak_heading",
    "looks_like_name",
    "names_author",
    "opening_byline",
    "related_line",
    "sign_off",
    "source_line",
    "split_credit",
    "split_dateline",
    "split_house_tag",
    "split_signature",
    "split_source",
]
