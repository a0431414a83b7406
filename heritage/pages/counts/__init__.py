"""The pages of counted passages: in words, tables and pictures, for everybody and for staff."""
