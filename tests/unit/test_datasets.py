"""Files of labelled sets: what is read, and what is said about those that cannot be."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
import yaml

from bot.datasets.load import load_set
from bot.datasets.write import dump_set
from bot.domain.labels import LabelKind
from bot.errors import DatasetError, NotFoundError

ROOT = Path(__file__).resolve().parents[2]
HASH = "ab" * 32
GOOD = f"""dataset: 1
title: Ours
note: Two of us.
rubric: small
rubric_hash: {HASH}
labelled:
  by: two people
  kind: review
items:
  - file: a.txt
    language: en
    name: "Ada"
    city: Porto
    school: ~
    levels:
      craft: 3
      care: null
    note: Close.
  - sha256: {HASH}
    levels: {{craft: ~}}
"""


def write(folder: Path, text: str | bytes) -> Path:
    (folder / "a.txt").write_text("A CV", encoding="utf-8")
    file = folder / "dataset.yml"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return file


def test_a_set_is_read_from_its_folder_or_its_file_and_written_back(tmp_path: Path) -> None:
    file = write(tmp_path, GOOD)
    read = load_set(tmp_path)

    assert read == load_set(file)
    assert (read.title, read.rubric, read.rubric_hash) == ("Ours", "small", HASH)
    assert (read.labelled_by, read.kind) == ("two people", LabelKind.REVIEW)
    first, second = read.items
    assert (first.id, first.line, first.levels) == ("a.txt", 10, {"craft": 3, "care": None})
    assert (first.name, first.city, first.school, first.note) == ("Ada", "Porto", "", "Close.")
    assert [label.line for label in first.labels] == [16, 17]
    assert (second.id, second.levels) == (HASH[:12], {"craft": None})
    write(tmp_path, dump_set(read))
    again = load_set(tmp_path)
    assert [(i.file, i.sha256, i.levels, i.note) for i in again.items] == [
        (i.file, i.sha256, i.levels, i.note) for i in read.items
    ]
    assert (again.title, again.kind, again.rubric_hash) == (read.title, read.kind, HASH)


ITEM = "items:\n  - file: a.txt\n    levels: {craft: 3}\n"
BAD: dict[str, tuple[str, int, str, str]] = {
    "not YAML": ("dataset: 1\nitems: [", 3, "This is not YAML", "Check the indentation"),
    "nothing": ("", 1, "The file is empty.", "Begin with `dataset: 1`"),
    "a list": ("- 1\n", 1, "not a mapping", "Begin with `dataset: 1`"),
    "another version": (f"dataset: 2\nrubric: r\n{ITEM}", 1, "`dataset` is not 1", "Write `data"),
    "no rubric": (f"dataset: 1\n{ITEM}", 1, "`rubric` is missing", "Add `rubric:`"),
    "no items": ("dataset: 1\nrubric: r\n", 1, "There are no items", "at least one document"),
    "an empty list": ("dataset: 1\nrubric: r\nitems: []\n", 3, "There are no items", "List at"),
    "an odd key": (
        f"dataset: 1\nrubric: r\nlabels: x\n{ITEM}",
        3,
        "`labels` is not a",
        "Known here",
    ),
    "an odd kind": (
        f"dataset: 1\nrubric: r\nlabelled: {{kind: guess}}\n{ITEM}",
        3,
        "`labelled.kind` is 'guess'",
        "Write reading or review",
    ),
    "labelled is a word": (
        f"dataset: 1\nrubric: r\nlabelled: us\n{ITEM}",
        3,
        "`labelled` is not a mapping",
        "Write `key: value`",
    ),
    "a title with lines under it": (
        f"dataset: 1\nrubric: r\ntitle: [a]\n{ITEM}",
        3,
        "`title` is not text",
        "Write text there",
    ),
    "an item that is a word": (
        "dataset: 1\nrubric: r\nitems:\n  - a.txt\n",
        4,
        "`items.1` is not a mapping",
        "Write `key: value`",
    ),
    "no such file": (
        "dataset: 1\nrubric: r\nitems:\n  - file: b.txt\n    levels: {craft: 3}\n",
        4,
        "There is no file b.txt",
        "Check the name",
    ),
    "a file elsewhere": (
        "dataset: 1\nrubric: r\nitems:\n  - file: ../b.txt\n    levels: {craft: 3}\n",
        4,
        "../b.txt lies outside",
        "Put the document into the folder",
    ),
    "both names": (
        f"dataset: 1\nrubric: r\n{ITEM}    sha256: {HASH}\n",
        4,
        "names its document once",
        "Give `file:`",
    ),
    "an odd hash": (
        "dataset: 1\nrubric: r\nitems:\n  - sha256: abc\n    levels: {craft: 3}\n",
        4,
        "`sha256` is not 64",
        "Write the digest",
    ),
    "twice": (
        f"dataset: 1\nrubric: r\n{ITEM}  - file: a.txt\n    levels: {{craft: 2}}\n",
        6,
        "a.txt stands here a second time, first on line 4",
        "Keep one",
    ),
    "no levels": (
        "dataset: 1\nrubric: r\nitems:\n  - file: a.txt\n",
        4,
        "no levels",
        "at least one",
    ),
    "levels is a word": (
        "dataset: 1\nrubric: r\nitems:\n  - file: a.txt\n    levels: high\n",
        5,
        "levels` is not a mapping",
        "Write `key: value`",
    ),
    "off the scale": (
        "dataset: 1\nrubric: r\nitems:\n  - file: a.txt\n    levels:\n      craft: 5\n",
        6,
        "`craft` is '5', which is not on the scale",
        "or null for not evidenced",
    ),
    "a half": (
        "dataset: 1\nrubric: r\nitems:\n  - file: a.txt\n    levels:\n      craft: 2.5\n",
        6,
        "`craft` is '2.5'",
        "Write 1, 2, 3 or 4",
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_what_is_wrong_is_said_with_path_line_what_and_fix(name: str, tmp_path: Path) -> None:
    text, line, what, fix = BAD[name]
    file = write(tmp_path, text)

    with pytest.raises(DatasetError) as caught:
        load_set(tmp_path)

    said = caught.value.problems
    (ours,) = [each for each in said if what in each]
    assert ours.startswith(f"{file}:{line}: ")
    assert fix in ours
    assert len(said) == 1


def test_an_item_that_says_nothing_lacks_document_and_levels(tmp_path: Path) -> None:
    write(tmp_path, "dataset: 1\nrubric: r\nitems:\n  - {}\n")
    with pytest.raises(DatasetError) as caught:
        load_set(tmp_path)
    assert len(caught.value.problems) == 2


def test_only_the_first_problems_are_said_and_the_rest_counted(tmp_path: Path) -> None:
    levels = "".join(f"      c{n}: 9\n" for n in range(8))
    write(tmp_path, f"dataset: 1\nrubric: r\nitems:\n  - file: a.txt\n    levels:\n{levels}")
    with pytest.raises(DatasetError) as caught:
        load_set(tmp_path)
    assert len(caught.value.problems) == 5
    assert "3 more problems" in caught.value.fix


def test_what_is_not_there_or_cannot_be_opened_is_said(tmp_path: Path) -> None:
    for path, said in ((tmp_path, "no dataset.yml in"), (tmp_path / "x.yml", "no file")):
        with pytest.raises(NotFoundError, match=said):
            load_set(path)


def test_the_published_schema_fits_the_shipped_set_and_refuses_what_the_loader_refuses() -> None:
    text = (ROOT / "docs" / "schemas" / "dataset.schema.json").read_text(encoding="utf-8")
    schema = jsonschema.Draft202012Validator(json.loads(text))
    shipped = ROOT / "bot" / "sample" / "labelled" / "dataset.yml"
    schema.validate(yaml.safe_load(shipped.read_text(encoding="utf-8")))
    schema.validate(yaml.safe_load(GOOD))
    by_eye = {"not YAML", "twice", "no such file", "a file elsewhere"}  # no schema can tell
    for name, (bad, *_) in BAD.items():
        if name not in by_eye:
            assert not schema.is_valid(yaml.safe_load(bad)), name
