"""Names for what pdfium and pypdf hand out; neither gives its objects useful types."""

from __future__ import annotations

from typing import Any, TypeAlias

Document: TypeAlias = Any
"""An open pypdfium2 document."""

Page: TypeAlias = Any
"""An open pypdfium2 page."""

TextPage: TypeAlias = Any
"""An open pypdfium2 text page."""

Raw: TypeAlias = Any
"""A pointer of pdfium's C interface, valid while its page is open."""

Value: TypeAlias = Any
"""A PDF value as pypdf reads it: number, name, array, dictionary or reference."""
