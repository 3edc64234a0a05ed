"""Tests of the store on real databases: SQLite, and PostgreSQL when a URL is given."""
