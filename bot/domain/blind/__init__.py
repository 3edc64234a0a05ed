"""The blind view: what tells who a candidate is, taken out of words that are shown or sent."""

from __future__ import annotations

from bot.domain.blind.canvas import Token
from bot.domain.blind.mask import Mask
from bot.domain.blind.view import BLIND_VERSION, STAYS, BlindView, blind_view

__all__ = ["BLIND_VERSION", "STAYS", "BlindView", "Mask", "Token", "blind_view"]
