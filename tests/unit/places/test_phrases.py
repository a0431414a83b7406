"""Promises about ice are found, warnings are let through, in every language there are phrases for (R-C6)."""

import msgspec
import pytest
import yaml_rs

from heritage.places.phrases import PHRASES_FILE, claims, is_covered, mentions_ice

PROMISES = {
    "sv": """
        Isen håller.
        ISEN HÅLLER
        Isen på Torpsjön håller i mars.
        Istäcket håller.
        ISTÄCKET HÅLLER
        Isen ”håller”
        Nu bär isen
        I mars brukar isen bära
        Isen kan bära dig
        Isen brukar hålla till påsk
        Isen klarar en häst
        10 cm is bär en vuxen.
        Is som håller
        Blankis bär bra.
        Kärnisen är stabil
        Is: säker
        Isen är nu helt säker
        Isen blir säker i januari
        Isen är farbar
        Farbar is till april
        Här är isen säker
        Säker is hela vintern
        Säkrare is finns inte
        En säker och fin is
        Tryggt att åka skridskor på isen
        På isen är du trygg
        Det är säkert på isen
        Isen – säker och blank
        Isen är tjock nog att gå på
        Isen är stark nog.
        Isen är tillräckligt tjock
        Tillräckligt tjock is
        Gå lugnt ut på isen
        Gå utan risk på isen
        Ingen fara, isen håller
        Du vet att isen håller
        Isen är okej att gå på
        Isen är ok
        Man kan gå på isen i februari
        Det går att åka på isen
        Isen brukar ligga tryggt
        Isen är perfekt för en tur
        Torpsjön är perfekt för skridskor
        Tjärnen är bra för långfärdsskridskor
    """,
    "en": """
        The ice holds.
        THE ICE IS SAFE
        The ice usually holds
        The ice will hold
        Ice can bear a person
        The ice carries you
        Ice that holds
        Ice on the bay will hold
        Safe ice all winter
        Solid, safe ice
        The ice: safe
        The ice on the lake is now completely safe
        It is safe to walk on the ice
        You are safe on the ice
        On the ice you are safe
        Walk safely across the ice
        The ice is thick enough to skate
        Thick enough ice
        There is enough ice to skate
        No worries, the ice holds
        It is fine to walk on the ice
        You can walk on the ice
        The frozen lake is perfect for skating
        The frozen lake is quite safe
        The ice is good for skating
    """,
    "de": """
        Das Eis trägt.
        Das Eis hält
        DIE EISFLÄCHE HÄLT
        Die Eisdecke hält
        Im März trägt das Eis
        Ab 10 cm trägt Eis einen Menschen
        Das Eis kann Sie tragen
        Wir wissen, dass das Eis trägt
        Sicheres Eis
        Tragfähiges Eis
        Begehbares Eis
        Das Eis ist sicher
        Das Eis auf dem See ist jetzt völlig sicher
        Hier ist das Eis sicher
        Kommen Sie, weil das Eis sicher ist
        Sie gehen sicher auf dem Eis
        Gefahrlos über das Eis
        Das Eis ist dick genug
        Ausreichend dickes Eis
        Keine Angst, das Eis hält
        Das Eis bedenkenlos betreten
        Man kann das Eis betreten
        Das Eis kann im Februar betreten werden
        Im Winter kann man auf dem Eis laufen
        Der See ist tragfähig zugefroren
        Der See ist ideal zum Schlittschuhlaufen
    """,
    "nb": """
        Isen holder.
        Isen bærer
        Nå holder isen
        Isen kan bære
        10 cm is bærer et menneske
        Trygg is
        Farbar is
        Isen er sikker
        Her er isen trygg
        Trygt å gå på isen
        Isen er tykk nok
        Ingen fare, isen holder
        Man kan gå på isen
        Isen er ok
        Sjøen er perfekt for skøyter
    """,
}

WARNINGS = {
    "sv": """
        Ingen is är säker.
        Ingen is är någonsin helt säker
        Inga isar är säkra
        Det finns ingen säker is.
        Säker is finns inte.
        Isen är aldrig säker.
        Isen är osäker, och osäker is är farlig.
        Det är aldrig säkert att gå på isen
        Känn dig aldrig trygg på isen
        Isen håller inte alltid!
        Isen kanske inte håller
        Isen kan inte bära dig
        Isen bär sämre när det töar
        Isen är inte tjock nog
        Tunn is bär inte
        Lita aldrig på att isen håller
        Du kan inte veta att isen håller
        Ingen vet om isen håller
        Håller isen?
        Är isen säker?
        På isen bär du isdubbar
        På isen ska du hålla avstånd
        Isen håller på att lägga sig
        Isen håller sig kvar till maj
        Isen är svag, så det säkraste är att vänta
        Isen kan vara svagare på andra ställen – pröva med ispik
        Gå inte ut på isen
        Våris – tjockleken säger inget om bärigheten
        Kunskap, utrustning, sällskap
        Läs mer på issäkerhet.se, av Issäkerhetsrådet.
        Därför varnar vi för isen på Torpsjön och visar ingen istjocklek
        Isen smälter. Säkra parkeringsplatser finns, och bron bär tunga fordon.
        Isen höll 1789.
        Glass, is och bär
        Du kan inte gå på isen
        Ingen kan gå på isen
        Fråga om du kan gå på isen
        Kan man gå på isen?
        Isen är inte okej att gå på
        Sjön är inte bra för skridskor
        Det kan vara farligt att gå på isen
        Man kan gå genom isen
        Hyr skridskor på idrottsplatsen
    """,
    "en": """
        No ice is safe.
        No ice is ever safe
        Ice is never completely safe
        There is no safe ice
        There is no such thing as safe ice
        The ice is unsafe, as unsafe ice is
        It is never safe to walk on the ice
        The ice may not hold
        The ice will not hold you
        The ice is not thick enough
        Never trust that the ice holds
        Never assume the ice is safe
        Nobody knows whether the ice holds
        Ask if the ice is safe
        Is the ice safe?
        Read about ice safety
        So we warn about the ice and show no thickness
        The ice age shaped it. The bridge holds.
        You cannot walk on the ice
        You can never walk on the ice
        Nobody can walk on the ice
        Ask whether you can walk on the ice
        Can you walk on the ice?
        It is not fine to walk on the ice
        No frozen lake is safe
        A frozen lake is never safe
        The frozen lake is not suitable for skating
        You can fall through the ice
        Service notice: the car park holds 20 cars
    """,
    "de": """
        Kein Eis ist sicher.
        Es gibt kein sicheres Eis
        Das Eis ist nie sicher
        Fühlen Sie sich nie sicher auf dem Eis
        Das Eis trägt nicht immer
        Das Eis kann nicht tragen
        Kein Eis trägt überall
        Verlassen Sie sich nie darauf, dass das Eis trägt
        Glauben Sie nicht, dass das Eis sicher ist
        Niemand weiß, ob das Eis trägt
        Ist das Eis sicher?
        Unsicheres Eis, und mehr zur Eissicherheit
        Auf dem Eis trägt man Eiskrallen
        Auf dem Eis muss man Abstand halten
        Das Eis hält sich bis Mai
        Deshalb warnen wir vor dem Eis und geben keine Eisdicke an.
        Man darf das Eis nicht betreten
        Niemand darf das Eis betreten
        Das Eis darf nicht betreten werden
        Kann man das Eis betreten?
        Der See ist nie tragfähig zugefroren
        Der See ist nicht zum Schlittschuhlaufen geeignet
        Betreten Sie das Eis nicht
        Eine sichere Reise. Das Eis schmilzt.
    """,
    "nb": """
        Ingen is er trygg.
        Ingen is er noen gang helt sikker
        Det finnes ingen sikker is
        Isen er aldri trygg
        Usikker is
        Isen holder ikke alltid
        Stol aldri på at isen holder
        Holder isen?
        På isen bærer du ispigger
        Isen holder på å legge seg
        Man kan ikke gå på isen
        Kan man gå på isen?
        Isen kan være svakere andre steder
    """,
}


def sentences(table: dict[str, str]) -> list[tuple[str, str]]:
    return [
        (language, line.strip())
        for language, text in table.items()
        for line in text.split("\n")
        if line.strip()
    ]


@pytest.mark.parametrize(("language", "sentence"), sentences(PROMISES))
def test_a_promise_that_ice_holds_is_found(language: str, sentence: str) -> None:
    found = list(claims(sentence, language))
    assert [claim.is_for_vehicles for claim in found] == [False]
    assert found[0].words in sentence
    assert mentions_ice(sentence, language)


@pytest.mark.parametrize(("language", "sentence"), sentences(WARNINGS))
def test_a_warning_can_be_said(language: str, sentence: str) -> None:
    assert list(claims(sentence, language)) == []


@pytest.mark.parametrize(
    ("language", "text", "words"),
    [
        ("sv", "För snöskoter krävs 15 cm is.", "15 cm … snöskoter"),
        ("sv", "Bilar kräver 20 centimeter. Var rädd om dig på isen.", "20 centimeter … Bilar"),
        ("en", "Ice: a car needs 8-12 inches.", "12 inches … car"),
        ("de", "Das Eis: 20 cm für ein Auto.", "20 cm … Auto"),
        ("nb", "Isen må være 15 cm for snøscooter.", "15 cm … snøscooter"),
    ],
)
def test_a_thickness_for_vehicles_is_found(language: str, text: str, words: str) -> None:
    found = list(claims(text, language))
    assert [(claim.words, claim.is_for_vehicles) for claim in found] == [(words, True)]
    assert found[0].sentence.strip() in text


@pytest.mark.parametrize(
    "text",
    [
        "Isen var 20 cm tjock den 3 mars.",
        "Isen är tunn. Kör inte bil på den.",
        "Isen är tunn. Parkeringen rymmer 20 bilar.",
        "Bommen är 210 cm hög för bilar.",
    ],
)
def test_a_measured_thickness_and_a_car_apart_are_no_limit(text: str) -> None:
    assert list(claims(text, "sv")) == []


def test_each_claim_of_a_text_is_told_in_order_with_its_own_words() -> None:
    text = "Isen håller. Ingen is är säker, men här är isen trygg.\n\nSäker\nis!"
    assert [claim.words for claim in claims(text, "sv")] == ["Isen håller", "är isen trygg", "Säker\nis"]


def test_a_warning_does_not_excuse_a_promise_in_the_same_sentence() -> None:
    assert [claim.words for claim in claims("No ice is safe but this ice holds", "en")] == ["ice holds"]


def test_an_empty_line_ends_a_sentence() -> None:
    assert list(claims("Om isen\n\nHåller du till här?", "sv")) == []


def test_letters_with_their_marks_apart_are_the_same_letters() -> None:
    assert [claim.words for claim in claims("Isen är sa\u0308ker", "sv")] == ["Isen är säker"]


def test_easy_swedish_has_the_phrases_of_swedish() -> None:
    assert [claim.words for claim in claims("Isen håller", "sv-simple")] == ["Isen håller"]


def test_a_language_without_phrases_is_known_to_have_none() -> None:
    assert not is_covered("fi")
    assert not mentions_ice("jää", "fi")
    assert list(claims("Jää kestää", "fi")) == []


def test_a_long_text_without_an_end_takes_no_long_time() -> None:
    text = "isen håller inte " * 5000
    assert list(claims(text, "sv")) == []


def test_every_forbidden_phrase_holds_a_word_for_ice_and_every_such_word_the_stem() -> None:
    data = yaml_rs.loads(PHRASES_FILE.read_text(encoding="utf-8"))
    assert isinstance(data, dict)
    for block in msgspec.convert(list(data.values()), list[dict[str, object]]):
        lists = msgspec.convert(block["lists"], dict[str, list[str]])
        stems = msgspec.convert(block["stems"], list[str])
        assert all(stem.isascii() and stem.islower() for stem in stems)
        assert all(any(stem in word for stem in stems) for word in lists["ice"] + lists["frozen"])
        for phrase in msgspec.convert(block["forbidden"], list[str]):
            assert any(is_for_ice(part, lists) for part in phrase.split()), phrase


def is_for_ice(part: str, lists: dict[str, list[str]]) -> bool:
    words = lists[part[1:-1]] if part.startswith("<") else part.split("|")
    return set(words) <= set(lists["ice"] + lists["frozen"])
