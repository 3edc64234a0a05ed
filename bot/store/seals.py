"""Which keys the database was sealed with: all of them are needed to open what is kept."""

from __future__ import annotations

from sqlmodel import col, select

from bot.errors import SealError, SettingsError
from bot.store.sealing import place
from bot.store.tables import SealRow
from bot.store.transaction import Tx


def check(tx: Tx) -> None:
    """Refuse a ring that lacks a key which ever sealed something here.

    What is in line would be opened, found foreign, and thrown away.

    Raises:
        SettingsError: A key is missing.
    """
    for row in tx.many(select(SealRow).order_by(col(SealRow.key_id))):
        try:
            tx.keys.open(row.probe, of=_place(row.key_id))
        except SealError:
            raise SettingsError(
                "The database is sealed with a key that is not at hand. Nothing was changed: "
                "all that is stored is kept, and so is the work in line.",
                "Put the former key back: the key file from your backup, or PLUMBLINE_KEY, which "
                "takes several separated by commas, the newest first.",
            ) from None


def keep(tx: Tx) -> None:
    """Remember the key that seals from now on.

    Raises:
        SettingsError: A key that sealed something here is missing.
    """
    check(tx)
    key_id = tx.keys.first_id
    tx.add_if_new(SealRow(key_id=key_id, probe=tx.keys.seal(b"", of=_place(key_id))))


def is_sealed(tx: Tx) -> bool:
    """Say whether the database was ever taken into use, with whatever key."""
    return tx.first(select(SealRow.key_id)) is not None


def _place(key_id: str) -> str:
    return place("seal", "probe", key_id)
