"""What is kept: one database, its transactions, and a module of functions for each kind of row."""

from bot.store.database import Database
from bot.store.transaction import Tx

__all__ = ["Database", "Tx"]
