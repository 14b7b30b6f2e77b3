"""Pure: folding of texts, fingerprints, and the decision whether two articles belong together."""

from linking.decision import compare, likeness
from linking.folding import Folded, fold, fold_query, fold_title
from linking.prints import fingerprint, prints_of
from linking.records import Text, Verdict
from linking.repair import Damage, Mend, Repaired, repair
from linking.sketch import title_key
from linking.stories import lead

VERSION = "5"
"""Of the rules that make fingerprints and links; stored in the database, so that a change of rules is noticed."""

__all__ = [
    "VERSION",
    "Damage",
    "Folded",
    "Mend",
    "Repaired",
    "Text",
    "Verdict",
    "compare",
    "fingerprint",
    "fold",
    "fold_query",
    "fold_title",
    "lead",
    "likeness",
    "prints_of",
    "repair",
    "title_key",
]
