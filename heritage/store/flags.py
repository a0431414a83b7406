"""The numbers that stand in the tables of passages for directions, flags and ways of estimating; needs no database."""

from enum import IntEnum, IntFlag


class Direction(IntEnum):
    """Which way, as the counting point names it. BOTH is of counters that cannot tell."""

    BOTH = 0
    IN = 1
    OUT = 2


class Flag(IntFlag):
    """What is to be known of an hour or a day (R-V9, R-V12). Stored, so numbers never change."""

    WRAP = 1  # a cumulative counter passed its largest number
    RESET = 2  # it began again at 0: what was counted before is lost
    STRETCH = 4  # the sum is measured over a longer stretch; how it lies in it is estimated
    DUPLICATE = 8  # two sources told of the same time; the newer is used
    PARTIAL = 16  # less than the whole hour or day is measured
    ZERO_RUN = 32
    FLAT = 64
    SPIKE = 128
    SPIKE_DAY = 256
    UNUSABLE = 512  # a day that lacks too much (R-V10)
    HELD = 1024  # left out until somebody decides
    KEPT = 2048  # somebody has decided that it is real
    REJECTED = 4096  # somebody has decided that it is not
    RECONSTRUCTED = 8192  # left out, and estimated by somebody's order
    ESTIMATED = 16384  # nothing usable was measured: what stands there is estimated
    SNOWED = 32768  # the snow lay higher than the counter (R-V21)
    SUSPECT_READING = 65536  # the counter itself says that it is stuck or stopped


class Estimate(IntEnum):
    """How a gap was filled (R-V14)."""

    PROFILE = 1  # same weekday and hour of the weeks around
    REFERENCE = 2  # the same, times how a neighbouring point did in the gap
    STRETCH = 3  # a measured sum, laid out by the profile
