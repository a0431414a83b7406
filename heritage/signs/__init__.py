"""Signs: a place's code as a QR matrix, the print sheet around it, and the proof that it can be read back."""

from heritage.problems import Refusal


class SignError(Refusal):
    """Why a sign cannot be made."""
