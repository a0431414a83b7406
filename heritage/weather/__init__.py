"""Forecasts, official warnings, sun and wind: what is coming, in our own shape, whoever says it."""
