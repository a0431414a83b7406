"""A spot on the ground, and how well it is known."""

from typing import Annotated

import msgspec


class Position(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A spot on the ground; the true one lies within `precision_m` metres of it."""

    lat: Annotated[float, msgspec.Meta(ge=-90, le=90)]
    lon: Annotated[float, msgspec.Meta(ge=-180, le=180)]
    precision_m: Annotated[int, msgspec.Meta(ge=1, le=100_000)]

    @property
    def is_good_for_emergencies(self) -> bool:
        """R-T7: good to 100 m; vaguer ones are shown with fewer decimals and never for help."""
        return self.precision_m <= 100

    @property
    def is_mappable(self) -> bool:
        """Over 500 m a place is shown in lists only."""
        return self.precision_m <= 500
