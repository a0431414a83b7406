"""Which signs an editor means by a slug, a name, a code, a trail or all."""

import msgspec
import pytest

from heritage.places.place import Library, SignState
from heritage.signs import SignError
from heritage.signs.choice import choose, choose_one


def codes(library: Library, *wanted: str, every: bool = False, trail: str | None = None) -> list[str]:
    return [sign.code for sign in choose(library, wanted, every, trail)]


def refusal(library: Library, *wanted: str, trail: str | None = None) -> str:
    with pytest.raises(SignError) as caught:
        choose(library, wanted, trail=trail)
    return caught.value.message()


def test_a_place_gives_all_its_signs_in_the_order_of_the_register(library: Library) -> None:
    assert codes(library, "kvarnen") == ["KVA15", "STANV"]


def test_a_place_is_found_by_slug_and_by_name_in_any_language_and_case(library: Library) -> None:
    for wanted in ("kvarnen", "Kvarnen", "the mill", "DIE MÜHLE", " mïllŋe "):
        assert codes(library, wanted) == ["KVA15", "STANV"]


def test_a_code_gives_its_one_sign_however_it_is_typed(library: Library) -> None:
    assert codes(library, "STANV") == codes(library, "stan-v") == ["STANV"]


def test_several_places_keep_their_order_and_each_sign_comes_once(library: Library) -> None:
    assert codes(library, "lillsjon", "STANV", "kvarnen") == ["BR9N6", "STANV", "KVA15"]


def test_all_gives_the_register_without_retired_signs(library: Library) -> None:
    assert codes(library, every=True) == ["KVA15", "BR9N6", "STANV"]


def test_a_trail_gives_the_signs_along_it_in_walking_order(library: Library) -> None:
    assert codes(library, trail="leksaksleden") == ["BR9N6", "KVA15", "STANV"]
    assert codes(library, trail="The Toy Trail") == ["BR9N6", "KVA15", "STANV"]


def test_the_trails_own_signs_come_first(library: Library) -> None:
    own = msgspec.structs.replace(library.signs["STANV"], place="leksaksleden")
    changed = msgspec.structs.replace(library, signs=library.signs | {"STANV": own})
    assert codes(changed, trail="leksaksleden") == ["STANV", "BR9N6", "KVA15"]
    assert codes(changed, "leksaksleden") == ["STANV"]


def test_an_unknown_place_is_refused_with_what_was_probably_meant(library: Library) -> None:
    assert refusal(library, "kvarnenn") == "There is no kvarnenn in the content; did you mean kvarnen?"
    assert refusal(library, "The Mil") == "There is no The Mil in the content; did you mean kvarnen?"
    assert refusal(library, "xyz") == "There is no xyz in the content."
    assert refusal(library, trail="leksakslden") == (
        "There is no leksakslden in the content; did you mean leksaksleden?"
    )


def test_a_place_is_no_trail(library: Library) -> None:
    assert refusal(library, trail="lillsjon") == "There is no lillsjon in the content."


def test_a_place_without_a_standing_sign_is_refused(library: Library) -> None:
    assert refusal(library, "smedjan") == (
        "smedjan has no sign that stands or is planned; give it a code in content/codes.yaml."
    )


def test_a_retired_sign_is_not_printed(library: Library) -> None:
    assert refusal(library, "GAM1X") == "Sign GAM1X is removed; nothing is printed for it."


def test_a_trail_or_register_without_signs_is_refused(library: Library) -> None:
    removed = {
        code: msgspec.structs.replace(sign, state=SignState.REMOVED) for code, sign in library.signs.items()
    }
    empty = msgspec.structs.replace(library, signs=removed)
    assert refusal(empty, trail="leksaksleden") == (
        "No place along leksaksleden has a sign in content/codes.yaml."
    )
    with pytest.raises(SignError, match="No sign stands or is planned"):
        choose(empty, every=True)


def test_one_sign_is_asked_for_by_its_code_where_a_place_has_several(library: Library) -> None:
    assert choose_one(library, "lillsjon").code == "BR9N6"
    assert choose_one(library, "STANV").code == "STANV"
    with pytest.raises(SignError) as caught:
        choose_one(library, "kvarnen")
    assert caught.value.message() == "kvarnen has 2 signs; name one of them: KVA15, STANV."
