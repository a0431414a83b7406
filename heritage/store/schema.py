"""The whole schema: every table there is, for what goes through all of them."""

from heritage.store import passage_tables
from heritage.store.tables import METADATA as METADATA

TABLES = tuple(METADATA.sorted_tables)
"""Those of `tables` and of `passage_tables`."""

assert passage_tables.FLOW in TABLES
