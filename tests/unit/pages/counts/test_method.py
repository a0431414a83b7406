"""The page on method: every threshold that is in force stands in it, as people write numbers."""

from heritage.pages.counts.method import limits, sections, ways, words
from heritage.places.counting import Thresholds


def told(checks: Thresholds, language: str = "en") -> str:
    return " ".join(text for part in sections(checks, language) for text in (*part.sentences, *part.points))


def test_times_as_many_have_decimals_only_where_they_tell_something() -> None:
    assert "5 times as many as usual between 03 and 06" in told(Thresholds())
    assert "2.5 times as many as usual between 03 and 06" in told(Thresholds(night_factor=2.5))
    assert "2,5 gånger så många som vanligt" in told(Thresholds(night_factor=2.5), "sv")


def test_the_page_begins_with_the_three_words_and_ends_with_what_must_not_be_said() -> None:
    """R-V2, R-V7: the report puts both in front."""
    first, *middle, last = sections(Thresholds(), "en")
    assert (first, middle, last) == (words("en"), ways(Thresholds(), "en"), limits("en"))
    assert [term for term, _ in first.terms] == ["Passage", "Visit", "Visitor"]
    assert any("passages are not visitors" in point for point in last.points)
