"""Repair of polluted copies: what copying has done to a text is undone. Pure; see docs/linking.md."""

from linking.repair.records import Damage, Mend, Repaired
from linking.repair.text import repair

__all__ = ["Damage", "Mend", "Repaired", "repair"]
