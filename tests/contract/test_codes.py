"""The published test vectors: signs are printed by them, so neither file nor answer may ever change."""

import hashlib
from pathlib import Path

from heritage.places import codes

VECTORS = Path(__file__).parent.parent / "data" / "codes" / "vectors.txt"
PUBLISHED = "c8c7dbaeb9ba8bb64bb727e8067ddeb479339176cbd7b7951cae4e0867fdc343"


def lines(kind: str) -> list[str]:
    found = [line for line in VECTORS.read_text(encoding="utf-8").splitlines() if line.startswith(kind + " ")]
    return [line.removeprefix(kind + " ") for line in found]


def typed_and_answer(line: str) -> tuple[str, str]:
    _, typed, answer = line.split("|")
    return typed, answer.strip()


def test_the_published_vectors_are_unchanged() -> None:
    assert hashlib.sha256(VECTORS.read_bytes()).hexdigest() == PUBLISHED


def test_the_alphabet_is_the_printed_one() -> None:
    assert codes.ALPHABET == "123456789ABCDEFGHJKMNPQRSTVWXYZ"


def test_every_valid_vector_has_its_sum_and_its_check_symbol() -> None:
    vectors = [line.split() for line in lines("valid")]
    assert len(vectors) >= 20
    for code, weighted_sum in vectors:
        values = [codes.ALPHABET.index(symbol) for symbol in code]
        assert sum(weight * value for weight, value in enumerate(values[:4], start=1)) == int(weighted_sum)
        assert codes.check_symbol(code[:4]) == code[4]
        assert codes.is_code(code)
        assert codes.read(code).code == code


def test_every_typed_vector_is_read_as_published() -> None:
    vectors = [typed_and_answer(line) for line in lines("read")]
    assert vectors
    for typed, code in vectors:
        assert codes.read(typed).code == code, typed


def test_every_refused_vector_has_its_fault() -> None:
    vectors = [typed_and_answer(line) for line in lines("refused")]
    assert {fault for _, fault in vectors} == {fault.value for fault in codes.TypingFault}
    for typed, fault in vectors:
        reading = codes.read(typed)
        assert reading.fault is not None
        assert reading.fault.value == fault, typed
