"""`content/` in, a `Library` and its `Problem`s out: pure, without database, HTTP or clock."""
