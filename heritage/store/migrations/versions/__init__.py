"""One file a step, numbered; `heritage.store.migrate` runs them."""
