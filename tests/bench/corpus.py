"""A made-up site of any size, the same Markdown as our content and as Hugo's, for the build benchmark."""

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import accumulate
from pathlib import Path

import yaml

from heritage.places.codes import mint
from heritage.places.spelling import PLACE_KINDS, WATER_KINDS

LANGUAGES = ("sv", "en", "de", "nb")
SINCE = date(2026, 11, 21)
SITE = {
    "name": dict.fromkeys(LANGUAGES, "Besök Provstad"),
    "owner": "Provstads kommun",
    "base_url": "https://prov.example",
    "languages": list(LANGUAGES),
    "welcome": dict.fromkeys(LANGUAGES, "Tusen platser som inte finns."),
    "area": "Provstad",
    "contact": {"name": "Provstads turistbyrå", "email": "turist@prov.example"},
    "controller": {"name": "Kommunstyrelsen", "email": "kommun@prov.example"},
    "data_protection_officer": {"name": "Ombudet", "email": "ombud@prov.example"},
}
STATEMENT = {
    "status": "helt",
    "assessed_on": SINCE,
    "updated_on": SINCE,
    "method": "self_assessment",
}
PARISHES = ("Torp", "Borgsjö", "Haverö", "Tynderö")

_SOUNDS = """
b bl br d dr f fj fl fr g gl gr h hj j k kl kn kr l m n p pl pr r s sj sk skr sl sm sn sp st str t tr v
a a a e e e i i o o u å ä ö y ie ju
- - - - - - - - d g k l ll lm ld n nd ng nn r rd rg rk rn s st t tt v
- - - en et ar a ade ning lig skog å sjön berget
"""
_ONSETS, _VOWELS, _CODAS, _ENDINGS = (
    line.replace("-", "").split(" ") for line in _SOUNDS.strip().split("\n")
)


@dataclass(frozen=True)
class Story:
    """One page's words in one language."""

    name: str
    lede: str
    body: str


@dataclass(frozen=True)
class Made:
    """One place: its facts as in our front matter, and its words per language."""

    slug: str
    code: str | None
    facts: dict[str, object]
    stories: dict[str, Story]


def places(count: int, seed: int = 1) -> Iterator[Made]:
    """`count` places with about 3 kB of prose in each language; the same for the same seed."""
    chance = random.Random(seed)
    words = _Words(chance)
    slugs = [f"plats-{number:04}" for number in range(count)]
    codes: list[str] = []
    for number, slug in enumerate(slugs):
        name = words.name()
        kind = PLACE_KINDS[number % len(PLACE_KINDS)]
        stories = {
            language: Story(name, words.sentence(14)[:140], words.story(slugs, name))
            for language in LANGUAGES
        }
        facts: dict[str, object] = {
            "name": name,
            "lede": stories["sv"].lede,
            "kind": kind,
            "parish": PARISHES[number % len(PARISHES)],
            "position": {
                "lat": round(62.3 + chance.random() / 2, 5),
                "lon": round(15.2 + chance.random() * 2, 5),
                "precision_m": 50,
            },
            "names": {"sma": words.name()},
            "sources": [{"title": words.sentence(6), "url": f"https://example.org/{slug}"}],
            "external_ids": {"wikidata": f"Q{1000 + number}"},
            "accessibility": {"parking": "yes", "surface": "gravel"},
        }
        if kind in WATER_KINDS:
            facts["safety"] = ["is"]
        codes.append(mint(chance, codes))
        yield Made(slug, codes[-1], facts, stories)


class _Words:
    """Words by Zipf's law from a made-up vocabulary, so that pages pack about as well as real prose."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        made = sorted({self._word() for _ in range(9000)})
        # Frequent words are short, as in any language.
        self.vocabulary = sorted(made, key=lambda word: len(word) + chance.uniform(0, 8))
        self.weights = list(accumulate(1 / (rank + 3) for rank in range(len(made))))

    def _word(self) -> str:
        syllables = self.chance.choice((1, 1, 2, 2, 3))
        made = "".join(
            self.chance.choice(_ONSETS) + self.chance.choice(_VOWELS) + self.chance.choice(_CODAS)
            for _ in range(syllables)
        )
        return made + self.chance.choice(_ENDINGS)

    def words(self, count: int) -> list[str]:
        return self.chance.choices(self.vocabulary, cum_weights=self.weights, k=count)

    def name(self) -> str:
        return "".join(self.chance.sample(self.vocabulary[200:], 2)).capitalize()[:24]

    def sentence(self, length: int) -> str:
        text = " ".join(self.words(length))
        return text[0].upper() + text[1:] + "."

    def paragraph(self, sentences: int) -> str:
        return " ".join(self.sentence(self.chance.randint(6, 16)) for _ in range(sentences))

    def story(self, slugs: list[str], name: str) -> str:
        """Headings, paragraphs, a list, a table, a footnote and two links to other places."""
        near, far = self.chance.choice(slugs), self.chance.choice(slugs)
        rows = "\n".join(f"| {year} | {self.sentence(6)} |" for year in (1547, 1766, 1850, 1923))
        points = "\n".join(f"- {self.sentence(9)}" for _ in range(4))
        parts = (
            self.paragraph(5),
            f"## {self.sentence(3)[:-1]}",
            f"{self.paragraph(5)} [{self.name()}](../{near}/) {self.sentence(9)}[^1]",
            self.paragraph(6),
            f"## {self.sentence(2)[:-1]}",
            f"**{name}** {self.paragraph(4)}",
            f"| År | Händelse |\n|---|---|\n{rows}",
            self.paragraph(6),
            f"### {self.sentence(2)[:-1]}",
            points,
            f"{self.paragraph(5)} *{self.sentence(7)}* [{self.name()}](../{far}/)",
            f"[^1]: {self.sentence(12)}",
        )
        return "\n\n".join(parts) + "\n"


def write_ours(content: Path, made: Iterable[Made]) -> None:
    """The corpus as a content folder of ours, with a code for every place."""
    safety = {
        "type": "safety",
        "name": "Is",
        "lede": "Ingen is är säker.",
        "hazard": "ice",
        "sources": [{"title": "Issäkerhetsrådet"}],
    }
    words = {language: Story("Is", "Ingen is är säker.", "Gå aldrig ensam.\n") for language in LANGUAGES}
    codes: dict[str, object] = {}
    for place in (Made("is", None, safety, words), *made):
        folder = content / place.slug
        folder.mkdir(parents=True)
        for language, story in place.stories.items():
            facts = place.facts if language == "sv" else {"name": story.name, "lede": story.lede}
            facts = facts | {"checked_by": "Kim Kloss", "checked_on": SINCE}
            (folder / f"{language}.md").write_text(f"---\n{_yaml(facts)}---\n{story.body}", encoding="utf-8")
        if place.code:
            codes[place.code] = {"place": place.slug, "state": "mounted", "since": SINCE}
    (content / "codes.yaml").write_text(_yaml(codes), encoding="utf-8")
    (content / "site.yaml").write_text(_yaml(SITE), encoding="utf-8")
    (content / "accessibility.yaml").write_text(_yaml(STATEMENT), encoding="utf-8")


def write_hugo(source: Path, made: Iterable[Made]) -> None:
    """The same Markdown as Hugo's content. Each file carries the facts: no look-up is needed."""
    for place in made:
        for language, story in place.stories.items():
            folder = source / "content" / language
            folder.mkdir(parents=True, exist_ok=True)
            facts = {**place.facts, "title": story.name, "lede": story.lede, "code": place.code}
            facts |= {"translationKey": place.slug, "checked_by": "Kim Kloss", "checked_on": SINCE}
            (folder / f"{place.slug}.md").write_text(
                f"---\n{_yaml(facts)}---\n{story.body}", encoding="utf-8"
            )


class _WithoutAliases(yaml.SafeDumper):
    """Content of ours has no aliases (R-S14)."""

    def ignore_aliases(self, data: object) -> bool:
        return True


def _yaml(value: object) -> str:
    return yaml.dump(value, Dumper=_WithoutAliases, allow_unicode=True, sort_keys=False, width=1000)
