"""French wire copy by grammar: agreement, contraction and elision done properly."""

import random
import re
from collections.abc import Callable
from functools import partial

from dateline.newsroom.prose.french_bank import (
    ADJECTIVES,
    CLOSINGS,
    FRAMES,
    HEADINGS,
    LEADS,
    OPENERS,
    QUOTES,
    TAILS,
    TITLES,
)
from dateline.newsroom.prose.grammar import Deck, dice, expand, sentence
from dateline.newsroom.prose.lexicon import MEN, PLACES, SURNAMES, VERBS, WOMEN, Term, Topic, Verb, names
from dateline.newsroom.prose.writer import Writer

VOWELS = "aeiouàâéèêëîïôœhAEIOUÀÂÉÈÊÎÔŒ"
ASPIRATED = ("haut", "hausse", "huit", "hors", "hall", "hub", "hévé")  # no elision before these
CONTRACTIONS = {"de le": "du", "de les": "des", "à le": "au", "à les": "aux"}
CONTRACTIONS |= {apart.capitalize(): together.capitalize() for apart, together in CONTRACTIONS.items()}
_CONTRACTED = re.compile(rf"\b(?:{'|'.join(CONTRACTIONS)})\b")
_ELIDED = re.compile(rf"\b([dD]|[qQ]u|[jJ]usqu)e (?!{'|'.join(ASPIRATED)})(?=[aeiouàâéèêîôœhAEIOUÀÂÉÈÊÎÔ])")
MODALS = (
    ("devrait", "devraient"),
    ("va", "vont"),
    ("entend", "entendent"),
    ("compte", "comptent"),
    ("souhaite", "souhaitent"),
    ("peut désormais", "peuvent désormais"),
    ("espère bientôt", "espèrent bientôt"),
    ("veut aussi", "veulent aussi"),
)
SHARES = "[le budget de|l'intérêt pour|la demande pour|le poids de|l'offre autour de|la part de]"
RISEN = ("progressé", "reculé", "augmenté", "baissé", "rebondi", "grimpé", "fléchi")
RISING = ("progressera", "reculera", "augmentera", "baissera", "remontera", "doublerait presque, avec un gain")
COUNTING = ("compte", "importe", "manque", "progresse", "tarde", "inquiète", "étonne")
NEIGHBOURS = 6  # places beside its own that a story mentions
REPORTING = (
    "indiqué",
    "précisé",
    "souligné",
    "rappelé",
    "estimé",
    "ajouté",
    "noté",
    "fait savoir",
    "reconnu",
    "assuré",
)


def elides(word: str) -> bool:
    """Say whether an article loses its vowel before the word."""
    return word[0] in VOWELS and not word.startswith(ASPIRATED)


def article(term: Term) -> str:
    """Return the noun phrase with its definite article."""
    if term.plural:
        return f"les {term.fr}"
    if elides(term.fr):
        return f"l'{term.fr}"
    return f"{'la' if term.gender == 'f' else 'le'} {term.fr}"


def agree(adjective: str, term: Term) -> str:
    """Return a masculine singular adjective in the noun's gender and number."""
    word = _feminine(adjective) if term.gender == "f" else adjective
    if not term.plural or word[-1] in "sx":
        return word
    return word[:-1] + "ux" if word.endswith("al") else word + "s"


def _feminine(adjective: str) -> str:
    for ending, feminine in (
        ("e", "e"),
        ("if", "ive"),
        ("eux", "euse"),
        ("er", "ère"),
        ("el", "elle"),
        ("en", "enne"),
    ):
        if adjective.endswith(ending):
            return adjective.removesuffix(ending) + feminine
    return adjective + "e"


def polish(text: str) -> str:
    """Contract and elide what the templates put side by side: de le, à les, que il, de améliorer."""
    return _ELIDED.sub(r"\1'", _CONTRACTED.sub(lambda match: CONTRACTIONS[match[0]], text))


class FrenchWriter(Writer):
    """Writes one story about a topic; everything it says comes from its random generator."""

    headings = HEADINGS
    closings = CLOSINGS

    def __init__(self, rng: random.Random, topic: Topic, place: Term) -> None:
        self.rng = rng
        self.topic = topic
        self.place = place
        self._people: list[str] = []
        deck = partial(Deck, rng)
        self._actors = deck(topic.actors)
        self._things = deck(topic.things)
        self._verbs: Deck[Verb] = deck(VERBS)
        self._adjectives: Deck[str] = deck(ADJECTIVES)
        self._places: Deck[Term] = deck([place, place, *rng.sample(PLACES, NEIGHBOURS)])
        self._frames: Deck[str] = deck(FRAMES)
        self._openers: Deck[str] = deck(OPENERS)
        self._tails: Deck[str] = deck(TAILS)
        self._quotes: Deck[str] = deck(QUOTES)
        self._slots: dict[str, Callable[[], str]] = {
            "actor": lambda: article(self._actors.draw()),
            "thing": self.thing,
            "bare": lambda: article(self._things.draw()),
            "inf": lambda: self._verbs.draw().infinitive,
            "ger": lambda: self._verbs.draw().present,
            "did": self.did,
            "rose": lambda: f"{SHARES} {{bare}} a {rng.choice(RISEN)}",
            "rise": lambda: f"{SHARES} {{bare}} {rng.choice(RISING)}",
            "counts": self.counts,
            "will": self.will,
            "place": lambda: self._places.draw().fr,
            "here": lambda: self.place.fr,
            "person": self.person,
            "they": self.they,
            "said": lambda: rng.choice(REPORTING),
            "unit": lambda: topic.unit.fr,
            "n": self.number,
            "pct": lambda: f"{rng.randint(2, 78)},{rng.randint(1, 9)} %",
            "sum": lambda: f"{rng.randint(3, 980)} [milliards de dôngs|millions d'USD|milliards de VND]",
            "small": lambda: str(rng.randint(3, 96)),
            "year": lambda: str(rng.randint(2027, 2035)),
            "past": lambda: str(rng.randint(2009, 2025)),
            "opener": self._openers.draw,
            "tail": self._tails.draw,
        }

    def thing(self) -> str:
        """Return something the topic is about, at times with an adjective or a place."""
        term = self._things.draw()
        dice = self.rng.random()
        if dice < 0.45:
            return f"{article(term)} {agree(self._adjectives.draw(), term)}"
        if dice < 0.7:
            return f"{article(term)} de {self._places.draw().fr}"
        return article(term)

    def did(self) -> str:
        """Return subject and verb in the past: "les riziculteurs ont relancé"."""
        actor, verb = self._actors.draw(), self._verbs.draw()
        adverb = self.rng.choice(("", "", "", " déjà", " largement", " peu à peu", " discrètement", " nettement"))
        return f"{article(actor)} {'ont' if actor.plural else 'a'}{adverb} {verb.past}"

    def counts(self) -> str:
        """Return a thing and a verb in the present: "les quais manquent"."""
        term = self._things.draw()
        return f"{article(term)} {self.rng.choice(COUNTING)}{'nt' if term.plural else ''}"

    def will(self) -> str:
        """Return subject, modal and infinitive: "le parc national entend protéger"."""
        actor = self._actors.draw()
        return f"{article(actor)} {self.rng.choice(MODALS)[actor.plural]} {self._verbs.draw().infinitive}"

    def person(self) -> str:
        """Introduce somebody with name and office."""
        woman = self.rng.random() < 0.5
        given = self.rng.choice(names(WOMEN if woman else MEN)).fr
        surname = self.rng.choice(names(SURNAMES)).fr
        middle = self.rng.choice(("Thi", "Thanh", "Ngoc") if woman else ("Van", "Duc", "Xuân"))
        self._people.append(f"{'Mme' if woman else 'M.'} {given}")
        office = self.rng.choice(OFFICES_F if woman else OFFICES_M)
        return f"{surname} {middle} {given}, {office} de {article(self._actors.draw())},"

    def they(self) -> str:
        """Return somebody already introduced, or else a nameless voice."""
        return self._people[-1] if self._people else self.rng.choice(("un responsable local", "un expert"))

    def write(self, template: str) -> str:
        """Return one finished sentence."""
        text = polish(expand(self.rng, template, self._slots))
        return sentence(text.replace(",,", ",").replace(",.", ".").replace(", :", " :"))

    def caption(self) -> str:
        """Return a picture's caption with its full stop."""
        return self.write("{bare} [à|près de|dans la région de] {here}.")


OFFICES_M = (
    "directeur",
    "président",
    "vice-directeur",
    "secrétaire général",
    "porte-parole",
    "conseiller",
    "délégué",
)
OFFICES_F = (
    "directrice",
    "présidente",
    "vice-directrice",
    "secrétaire générale",
    "porte-parole",
    "conseillère",
    "déléguée",
)


def headline(form: int, actor: Term, things: tuple[Term, Term], verb: Verb, place: Term) -> tuple[str, str]:
    """Return title and lead of the given form (any number) about the given terms; Vietnamese has the same forms."""
    slots = {
        "place": lambda: place.fr,
        "actor": lambda: article(actor),
        "a": lambda: article(things[0]),
        "b": lambda: article(things[1]),
        "inf": lambda: verb.infinitive,
        "past": lambda: ("ont " if actor.plural else "a ") + verb.past,
        "go": lambda: "vont" if actor.plural else "va",
    }
    rng = dice(form)
    texts = (TITLES[form % len(TITLES)], LEADS[form % len(LEADS)])
    title, lead = (sentence(polish(expand(rng, text, slots))) for text in texts)
    return title, lead
