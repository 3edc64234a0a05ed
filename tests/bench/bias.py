"""Gender-coded wording: the same coding and counts as the public decoder."""

from __future__ import annotations

from pathlib import Path

from bot.evaluators.jobs.wording import read_wording
from tests.bench.texts import as_document, rows


def run(root: Path) -> None:
    """Print how many of the ads get the decoder's coding and both of its word counts."""
    folder = root / "bias"
    if not folder.exists():
        print("skipped: bias absent")
        return
    ads = {ad["id"]: ad["text"] for ad in rows(root / "jds" / "jds.jsonl")}
    expected = rows(folder / "gender_decoder_expected.jsonl")
    coding = counts = allowed = 0
    for row in expected:
        wording = read_wording(as_document(ads[row["id"]]))
        coding += wording.coding == row["coding"]
        counts += (wording.masculine, wording.feminine) == (row["masculine"], row["feminine"])
        allowed += sum(wording.allowed.values())
    print(f"ads {len(expected)}  same coding {coding}  same counts {counts}")
    print(f"coded words set aside as technical terms: {allowed / len(expected):.1f} an ad")
