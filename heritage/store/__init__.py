"""The cellar: tables, their migrations, the one writer, backup and restore, on SQLite or PostgreSQL."""
