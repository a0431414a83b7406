"""What is said to a visitor whose typed code is none: the fault, in words that help to mend it (R-Q12)."""

from gettext import NullTranslations

from heritage.places.codes import LENGTH, LOOK_ALIKES, Reading, TypingFault, check_symbol

_EXAMPLE = "7K3F"


def example() -> str:
    """A code as they look on signs, for hints."""
    return _EXAMPLE + check_symbol(_EXAMPLE)


def explain(reading: Reading, words: NullTranslations) -> str:
    """A sentence or two for the fault of `reading`, which must have one."""
    match reading.fault:
        case TypingFault.EMPTY:
            return words.gettext("Type the code printed beside the square pattern on the sign.")
        case TypingFault.TOO_SHORT | TypingFault.TOO_LONG:
            return _of_wrong_length(reading, words)
        case TypingFault.LOOK_ALIKE:
            return _look_alike(reading.symbol or "", words)
        case TypingFault.UNKNOWN_SYMBOL:
            text = words.gettext("“{symbol}” is in no code. Codes have only the digits 1–9 and letters A–Z.")
            return text.format(symbol=reading.symbol)
        case _:
            text = words.gettext(
                "One character of {code} is wrong, or two have changed places. "
                "Compare the characters one by one with those on the sign."
            )
            return text.format(code=reading.symbols)


def _of_wrong_length(reading: Reading, words: NullTranslations) -> str:
    typed = len(reading.symbols)
    text = words.ngettext(
        "A code has {length} characters, and you typed {count}. Compare it with the sign.",
        "A code has {length} characters, and you typed {count}. Compare it with the sign.",
        typed,
    )
    return text.format(length=LENGTH, count=typed)


def _look_alike(symbol: str, words: NullTranslations) -> str:
    first, second, third = LOOK_ALIKES[symbol.upper()]
    text = words.gettext(
        "“{symbol}” is in no code, because it is easily mistaken for others. "
        "Look at the sign again: is it {first}, {second} or {third}?"
    )
    return text.format(symbol=symbol, first=first, second=second, third=third)
