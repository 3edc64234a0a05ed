"""The zip file that a DOCX is, opened under limits."""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from typing import Self

from lxml import etree

from bot.documents.docx.xml import local
from bot.documents.raw import Limits
from bot.errors import DocumentError, Reason

_ENTRIES = 5_000
"""Parts in one file; an office program writes about 20, and one for each picture."""
_XML_SHARE = 0.25
"""Largest part as a share of all unpacked bytes: a parsed tree takes many times its text."""
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError)


class Package:
    """Parts of a DOCX file by name, read when asked for.

    Args:
        data: The whole file.
        limits: Bounds on unpacked bytes.

    Raises:
        DocumentError: CORRUPT; TOO_LARGE for too many or too large parts; ENCRYPTED for a zip
            with a password.
    """

    def __init__(self, data: bytes, limits: Limits) -> None:
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(data))
        except _BROKEN as error:
            raise DocumentError(Reason.CORRUPT) from error
        self._entries = {info.filename: info for info in self._archive.infolist()}
        self._xml_bytes = int(limits.unpacked_bytes * _XML_SHARE)
        # Zip bombs are told by the sizes they declare: unpacking stops at the declared size.
        unpacked = sum(info.file_size for info in self._archive.infolist())
        if unpacked > limits.unpacked_bytes or len(self._archive.infolist()) > _ENTRIES:
            raise DocumentError(Reason.TOO_LARGE)
        if any(info.flag_bits & 1 for info in self._entries.values()):
            raise DocumentError(Reason.ENCRYPTED)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._archive.close()

    @property
    def names(self) -> list[str]:
        """Names of all parts."""
        return list(self._entries)

    def xml(self, name: str) -> etree._Element | None:
        """Parse a part, without entities, network or external files; None when it is absent.

        Raises:
            DocumentError: CORRUPT when it is no XML, declares a document type, or is nested
                deeper than 256 elements; TOO_LARGE when it is too large to parse; MEMORY.
        """
        if name not in self._entries:
            return None
        if self._entries[name].file_size > self._xml_bytes:
            raise DocumentError(Reason.TOO_LARGE)
        try:
            content = self._archive.read(name)
        except _BROKEN as error:
            raise DocumentError(Reason.CORRUPT) from error
        parser = etree.XMLParser(
            resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
        )
        try:
            root = etree.fromstring(content, parser)
        except etree.XMLSyntaxError as error:
            no_memory = etree.ErrorTypes.ERR_NO_MEMORY
            is_full = any(entry.type == no_memory for entry in parser.error_log)
            raise DocumentError(Reason.MEMORY if is_full else Reason.CORRUPT) from error
        # No office program writes a document type; entity attacks need one.
        if root.getroottree().docinfo.internalDTD is not None:
            raise DocumentError(Reason.CORRUPT)
        return root

    def main_part(self) -> str:
        """Name of the part that holds the body."""
        for kind, target in self.related("").values():
            if kind == "officeDocument" and target in self._entries:
                return target
        return "word/document.xml"

    def related(self, name: str) -> dict[str, tuple[str, str]]:
        """Parts that a part refers to: kind and part name by relationship id.

        Args:
            name: Part name, or "" for the package itself.
        """
        folder, base = posixpath.split(name)
        root = self.xml(posixpath.join(folder, "_rels", f"{base}.rels"))
        related: dict[str, tuple[str, str]] = {}
        for relation in root if root is not None else ():
            if local(relation) != "Relationship" or relation.get("TargetMode") == "External":
                continue
            target = posixpath.normpath(posixpath.join("/", folder, relation.get("Target", "")))
            kind = relation.get("Type", "").rpartition("/")[2]
            related[relation.get("Id", "")] = (kind, target.lstrip("/"))
        return related
