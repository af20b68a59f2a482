"""Merges what several sources say about one entity, field by field, with provenance."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from migrator.model import Json, Record


@dataclass(frozen=True, slots=True)
class Merged:
    """One entity: the chosen value of each field and the source it came from."""

    key: str
    fields: Mapping[str, Json]
    provenance: Mapping[str, str]
