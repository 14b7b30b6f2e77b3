"""The language of a text: by script, then by its commonest words."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extraction.blocks import Block
from extraction.native import part_in_c

# The commonest function words of running news text, chosen so that no word stands for two close languages.
_WORDS = {
    "en": "the of and to in that is was for with are this from have has been which their would were",
    "de": "der die und das ist nicht mit den von zu auf für ein eine dem des auch sich werden wird",
    "fr": "le les des et est dans une pour que qui du sur pas par au avec sont plus cette aux",
    "es": "el los las del que por con una para como más está pero sus este fue ha lo al según",
    "pt": "não uma com para os dos mais ao pelo são foi mas das também pela já muito seu em um",
    "it": "il di che della per non con una sono del gli anche nel alla più dei delle è come si",
    "nl": "het een van en de dat niet zijn voor met op aan ook maar bij werd naar wordt door deze",
    "pl": "nie się jest na że do w z jak przez był po które tym oraz są dla także ale może",
    "sv": "och att det som är för av inte med till har den om ett men från kan vid vara efter",
    "da": "og det at er til af ikke med der på har som et den var men kan blev også efter",
    "no": "og det at er til av ikke med som på har et den var men kan ble også etter fra",
    "fi": "ja on ei että se oli hän mutta kun ovat myös kuin tai joka vain sen ole mukaan jo nyt",
    "cs": "je se na že v do s pro jsou ale jako by podle jeho byl také jen který což už",
    "ro": "și este care din pentru cu nu la mai a fost sunt că ale prin lui după această acest",
    "hu": "a az és hogy nem is egy meg volt csak már mint még ez de ki van szerint után vagy",
    "tr": "bir ve bu için ile da de çok olarak daha olan gibi ne kadar sonra ise en diye oldu",
    "id": "yang dan di dengan untuk tidak dari ini itu pada akan dalam juga telah oleh ke karena bisa",
    "vi": "và của là có không được cho trong với này các những một người đã khi ở đến về tại",
    "lt": "ir kad yra iš su bet ne į apie kaip buvo tai jis už po savo bus dėl per tik",
}
# As they stand in a text: within a sentence, at its begin, and in capitals.
_INDEX: dict[str, list[str]] = {}
for _lang, _words in _WORDS.items():
    for _word in _words.split():
        for _form in {_word, _word.capitalize(), _word.upper()}:
            _INDEX.setdefault(_form, []).append(_lang)
_texts = part_in_c("_texts")
_NATIVE = None if _texts is None else _texts.Index(_INDEX)
_SCRIPTS = (
    ("ja", 0x3041, 0x30FF),
    ("ko", 0xAC00, 0xD7AF),
    ("zh", 0x4E00, 0x9FFF),
    ("ar", 0x0600, 0x06FF),
    ("he", 0x0590, 0x05FF),
    ("th", 0x0E00, 0x0E7F),
    ("hi", 0x0900, 0x097F),
    ("bn", 0x0980, 0x09FF),
    ("ta", 0x0B80, 0x0BFF),
    ("ka", 0x10A0, 0x10FF),
    ("el", 0x0370, 0x03FF),
    ("ru", 0x0400, 0x04FF),
)
_SHARED_SCRIPTS = {"ru": {"uk", "bg", "sr", "be", "mk", "kk", "mn"}, "ar": {"fa", "ur", "ps"}, "hi": {"mr", "ne"}}
_FOREIGN = re.compile(r"[\u0370-\u1fff\u2c00-\u2dff\u3041-\u9fff\uac00-\ud7af]+")
_CODE = re.compile(r"[a-z]{2,3}(?=$|[-_])")
_OTHER_CODES = {"cn": "zh", "nb": "no", "nn": "no", "jp": "ja", "iw": "he", "in": "id"}
_LETTERS = re.compile(r"[^\W\d_]+")
_SAMPLE, _ENOUGH, _PARAGRAPH, _LEAST_TEXT, _LONGEST_TEXT = 1800, 400, 80, 20, 600
# A page of another script than Latin shows it in at least this share of its letters (Japanese: kana among them).
_LEAST_SHARE = 0.15
_lines = part_in_c("_lines")


def sample_of(blocks: Sequence[Block]) -> str:
    """Enough of a page's texts to tell its language by: whole paragraphs, shorter ones where there are too few."""
    sample = ""
    for least in (_PARAGRAPH, _LEAST_TEXT):
        sample = _texts_over(blocks, least)
        if len(sample) > _ENOUGH:
            break
    return sample


def _texts_over(blocks: Sequence[Block], least: int) -> str:
    """The texts of the first blocks that are longer than `least` characters, until they are enough."""
    if _lines is not None and isinstance(blocks, tuple):
        sample: str = _lines.sample_of(blocks, least, _SAMPLE, _LONGEST_TEXT)
        return sample
    taken: list[str] = []
    room = _SAMPLE
    for block in blocks:
        if len(block.text) > least:
            taken.append(block.text[:_LONGEST_TEXT])
            room -= len(taken[-1])
            if room < 0:
                break
    return " ".join(taken)


def guess_language(sample: str, declared: str = "") -> str | None:
    """ISO 639-1 of `sample` (some thousand characters do); `declared` (`zh-CN`, `en_US`) wins unless contradicted."""
    told = _CODE.match(declared.strip().lower())
    code = told.group() if told else ""
    code = _OTHER_CODES.get(code, code)
    script = _by_script(sample)
    if script:
        return code if code in _SHARED_SCRIPTS.get(script, ()) else _cyrillic(sample, script)
    guessed, hits = _by_words(sample)
    if not guessed:
        return code if len(code) == 2 else None
    # A declared language needs some support: templates often keep lang="en" on pages in other languages.
    supported = code in _WORDS and hits.get(code, 0) * 2 >= hits[guessed]
    return code if supported or (len(code) == 2 and code not in _WORDS) else guessed


def _by_script(sample: str) -> str | None:
    if sample.isascii():
        return None
    if _lines is None:
        return _script_of(sample)
    script: str | None = _lines.script_of(sample, _SCRIPTS, _LEAST_SHARE)
    return script


def _script_of(sample: str) -> str | None:
    # Letters of other scripts than the Latin with its accents; each of them takes a byte more in UTF-8, or two.
    if 2 * (len(sample.encode("utf-8", "replace")) - len(sample)) < _LEAST_SHARE * len(sample):
        return None
    foreign = "".join(_FOREIGN.findall(sample))
    if len(foreign) < _LEAST_SHARE * len(sample) / 2:
        return None
    letters = _count(_LETTERS, sample)
    # One ideograph says as much as two or three Latin letters, so a smaller share decides.
    shares = ((lang, sum(first <= ord(char) <= last for char in foreign)) for lang, first, last in _SCRIPTS)
    return next((lang for lang, chars in shares if chars > _LEAST_SHARE * letters), None)


def _count(runs: re.Pattern[str], text: str) -> int:
    """How many characters of `text` stand in such runs."""
    return sum(map(len, runs.findall(text)))


def _cyrillic(sample: str, script: str) -> str:
    if script == "ru" and len(re.findall(r"[іїєґ]", sample.lower())) * 50 > len(sample):
        return "uk"
    if script == "ar" and len(re.findall(r"[پچگژی]", sample)) * 30 > len(sample):
        return "fa"
    return script


def _by_words(sample: str) -> tuple[str, dict[str, int]]:
    # Function words hardly ever touch a mark, so words need not be told from marks.
    hits: dict[str, int] = _counted(sample) if _NATIVE is None else _NATIVE.counts(sample)
    best = max(hits, key=lambda lang: (hits[lang], lang), default="")
    return (best if hits.get(best, 0) >= 3 else ""), hits


def _counted(sample: str) -> dict[str, int]:
    """How many of the words count for each language."""
    hits: dict[str, int] = {}
    for word in filter(_INDEX.__contains__, sample.replace("'", " ").replace("’", " ").split()):
        for lang in _INDEX[word]:
            hits[lang] = hits.get(lang, 0) + 1
    return hits
