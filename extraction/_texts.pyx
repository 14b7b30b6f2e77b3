# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
"""First looks at the many texts of a page, in C: which of its lines, classes and addresses need a closer one.

The modules that use them hold the same in Python, for installs where this was not built; the tests compare both.
"""

cimport cython
from cpython.mem cimport PyMem_Calloc, PyMem_Free
from cpython.ref cimport PyObject
from cpython.unicode cimport PyUnicode_READ_CHAR
from extraction._native cimport Block
from libc.string cimport memchr, memcmp, memset

cdef extern from "Python.h":
    bint Py_UNICODE_ISALNUM(Py_UCS4)
    bint Py_UNICODE_ISDECIMAL(Py_UCS4)
    bint Py_UNICODE_ISSPACE(Py_UCS4)
    int PyUnicode_KIND(object text)
    void* PyUnicode_DATA(object text)
    Py_UCS4 PyUnicode_READ(int kind, void* chars, Py_ssize_t at)
    str PyUnicode_New(Py_ssize_t size, Py_UCS4 most)
    void PyUnicode_WRITE(int kind, void* data, Py_ssize_t at, Py_UCS4 char)
    int __builtin_ctz(unsigned int) nogil
    Py_ssize_t PY_SSIZE_T_MAX


cdef enum:
    # Bytes that are looked at together.
    STRETCH = 256
    # Bytes of a table with a bit for each hash.
    HASHES = 2048


def utf8_readable(bytes data):
    """Whether UTF-8 holds nothing but what XML can: no control characters other than white space, no U+FFFE or U+FFFF;
    None for bytes that are no UTF-8, by the rules of `bytes.decode`."""
    cdef const unsigned char* text = data
    cdef Py_ssize_t i, k, start = 0, end, size = len(data)
    cdef unsigned char bad = 0, high, char
    while start < size:
        end, high = min(start + STRETCH, size), 0
        # Without branches, so that the compiler looks at many bytes at once.
        for i in range(start, end):
            char = text[i]
            high |= char
            bad |= ((char < 32) & (char != 9) & (char != 10) & (char != 13)) | (char == 127)
        while high & 0x80 and start < end:
            if text[start] < 0x80:
                start += 1
                continue
            # Bytes objects end with a nought, so that no character reaches beyond.
            k = _character(text + start)
            if k == 0:
                return None
            bad |= k == 3 and text[start] == 0xEF and text[start + 1] == 0xBF and text[start + 2] >= 0xBE
            start += k
        start = max(start, end)
    return bad == 0


cdef inline Py_ssize_t _character(const unsigned char* text) noexcept nogil:
    """How many bytes the character takes that begins here, of those beyond ASCII; 0 where none does."""
    cdef unsigned char lead = text[0], least = 0x80, most = 0xBF
    if lead < 0xC2 or lead > 0xF4:
        return 0
    if lead < 0xE0:
        return 2 if text[1] & 0xC0 == 0x80 else 0
    if lead == 0xE0:
        least = 0xA0
    elif lead == 0xED:
        most = 0x9F
    elif lead == 0xF0:
        least = 0x90
    elif lead == 0xF4:
        most = 0x8F
    if not (least <= text[1] <= most and text[2] & 0xC0 == 0x80):
        return 0
    if lead < 0xF0:
        return 3
    return 4 if text[3] & 0xC0 == 0x80 else 0


def count_of(bytes data, unsigned char wanted):
    """`data.count(bytes([wanted]))`, which looks for one after the other."""
    cdef const unsigned char* text = data
    cdef Py_ssize_t i, start, size = len(data), number = 0
    cdef unsigned char some
    # Counted in bytes for as long as one holds the number, so that the compiler looks at many bytes at once.
    for start in range(0, size - size % 240, 240):
        some = 0
        for i in range(240):
            some += text[start + i] == wanted
        number += some
    for i in range(size - size % 240, size):
        number += text[i] == wanted
    return number


def holds(bytes data, bytes sign, Py_ssize_t first=0, Py_ssize_t last=PY_SSIZE_T_MAX):
    """`sign in data[first:last]`, looked for by the rarest of its characters: of markup most are small letters and
    spaces, and marks next."""
    cdef const char* text = <const char*>data + min(max(first, 0), len(data))
    cdef const char* end = <const char*>data + max(min(last, len(data)), text - <const char*>data)
    cdef const char* wanted = sign
    cdef Py_ssize_t i, size = len(sign), rarest = -1
    for i in range(size):
        if 65 <= wanted[i] <= 90:
            rarest = i
            break
        if rarest < 0 and not 97 <= wanted[i] <= 122 and wanted[i] != 32:
            rarest = i
    if size > end - text:
        return False
    if rarest < 0:
        return _holds_letters(<const unsigned char*>text, end - text, <const unsigned char*>wanted, size)
    end -= size - 1 - rarest
    text += rarest
    while text < end:
        text = <const char*>memchr(text, wanted[rarest], end - text)
        if text is NULL:
            return False
        if memcmp(text - rarest, wanted, size) == 0:
            return True
        text += 1
    return False


def holds_posts(bytes data, Py_ssize_t least):
    """Whether a source has at least so many `id` that begin as those of a forum's posts do (`_POST` of
    `extraction/kinds.py`)."""
    cdef const unsigned char* text = data
    cdef Py_ssize_t i, start, end, last = len(data) - 12, found = 0
    cdef unsigned char some
    for start in range(1, last, STRETCH):
        end, some = min(start + STRETCH, last), 0
        # Without branches, so that the compiler looks at many bytes at once.
        for i in range(start, end):
            some |= (text[i] == c"d") & (text[i + 1] == c"=") & (
                (text[i + 2] == c"p") | (text[i + 2] == c"j") | (text[i + 3] == c"p") | (text[i + 3] == c"j")
            )
        for i in range(start, end if some else start):
            if text[i] == c"d" and text[i - 1] == c"i" and text[i + 1] == c"=":
                found += _begins_post(text + i + 2)
        if found >= least:
            return True
    # What is cut off here is too short for more than one.
    return found + 1 >= least


cdef bint _begins_post(const unsigned char* name) noexcept:
    cdef int i
    if name[0] == c"'" or name[0] == c'"':
        name += 1
    if name[0] == c"j":
        return memcmp(name, b"js-post", 7) == 0
    if name[0] != c"p":
        return False
    for i in range(1, 4):
        if not 48 <= name[i] <= 57:
            return memcmp(name, b"post", 4) == 0 or memcmp(name, b"pid", 3) == 0
    return True


cdef bint _holds_letters(const unsigned char* text, Py_ssize_t length, const unsigned char* wanted, Py_ssize_t size) noexcept:
    """Whether a word that is no longer than the text stands in it: looked for by its first four letters."""
    cdef Py_ssize_t i, start, end, last = length - size + 1
    cdef Py_ssize_t two = min(1, size - 1), three = min(2, size - 1), four = min(3, size - 1)
    cdef unsigned char a, b, c, d, some
    if not size:
        return True
    a, b, c, d = wanted[0], wanted[two], wanted[three], wanted[four]
    for start in range(0, last, STRETCH):
        end, some = min(start + STRETCH, last), 0
        # Without branches, so that the compiler looks at many bytes at once.
        for i in range(start, end):
            some |= (text[i] == a) & (text[i + two] == b) & (text[i + three] == c) & (text[i + four] == d)
        for i in range(start, end if some else start):
            if text[i] == a and memcmp(text + i, wanted, size) == 0:
                return True
    return False


def squeezed(str text):
    """The letters and digits of a text, case folded."""
    cdef Py_ssize_t i, at = 0, kept = 0, size = len(text)
    cdef int kind = PyUnicode_KIND(text), width
    cdef void* chars = PyUnicode_DATA(text)
    cdef unsigned int char, bits = 0
    cdef str found
    cdef void* out
    if kind > 2:
        return "".join(words_of(text)).casefold()
    for i in range(size):
        char = _folded(<unsigned int>PyUnicode_READ(kind, chars, i))
        if char == SEVERAL:
            return "".join(words_of(text)).casefold()
        kept += char > 0
        bits |= char
    found = PyUnicode_New(kept, bits)
    width, out = PyUnicode_KIND(found), PyUnicode_DATA(found)
    for i in range(size):
        char = _folded(<unsigned int>PyUnicode_READ(kind, chars, i))
        if char:
            PyUnicode_WRITE(width, out, at, <Py_UCS4>char)
            at += 1
    return found


cdef enum:
    # A letter that folds to several, or to one beyond the first 65,536.
    SEVERAL = 1

# What letters and digits fold to, nought for all else: by the character's higher byte, a table for each that was asked for.
cdef unsigned short* _FOLDED[256]


cdef inline unsigned int _folded(unsigned int char):
    cdef unsigned short* table = _FOLDED[char >> 8]
    return (table if table is not NULL else _table_of(char >> 8))[char & 255]


cdef unsigned short* _table_of(unsigned int high) except NULL:
    cdef unsigned short* table = <unsigned short*>PyMem_Calloc(256, sizeof(unsigned short))
    cdef unsigned int i
    cdef str folded
    if table is NULL:
        raise MemoryError
    for i in range(256):
        if Py_UNICODE_ISALNUM(<Py_UCS4>(high << 8 | i)):
            folded = chr(high << 8 | i).casefold()
            table[i] = ord(folded) if len(folded) == 1 and ord(folded) < 0x10000 else SEVERAL
    _FOLDED[high] = table
    return table


def has_digit(str text):
    """Whether a text holds a decimal digit, of any script."""
    cdef Py_ssize_t i
    cdef int kind = PyUnicode_KIND(text)
    cdef void* chars = PyUnicode_DATA(text)
    cdef Py_UCS4 char
    for i in range(len(text)):
        char = PyUnicode_READ(kind, chars, i)
        if 48 <= char <= 57 if char < 128 else Py_UNICODE_ISDECIMAL(char):
            return True
    return False


def words_of(str text):
    """The runs of letters and digits in a text."""
    cdef Py_ssize_t i, start = -1, size = len(text)
    cdef int kind = PyUnicode_KIND(text)
    cdef void* chars = PyUnicode_DATA(text)
    cdef list words = []
    for i in range(size):
        if Py_UNICODE_ISALNUM(PyUnicode_READ(kind, chars, i)):
            if start < 0:
                start = i
        elif start >= 0:
            words.append(text[start:i])
            start = -1
    if start >= 0:
        words.append(text[start:])
    return words


cdef inline bint _is_letter(Py_UCS4 char) noexcept:
    if char < 128:
        return 97 <= <unsigned int>char | 32 <= 122
    return Py_UNICODE_ISALNUM(char) and not Py_UNICODE_ISDECIMAL(char)


@cython.final
cdef class Words:
    """Words that are looked for in texts, as they are written: runs of letters without digits."""

    cdef frozenset words
    cdef Py_ssize_t least, most
    # By the first letter; those beyond ASCII share a place.
    cdef unsigned char begins[129]

    def __init__(self, words):
        self.words = frozenset(words)
        self.least, self.most = min(map(len, self.words)), max(map(len, self.words))
        for i in range(129):
            self.begins[i] = False
        for word in self.words:
            self.begins[min(ord(word[0]), 128)] = True

    def stand_in(self, str text):
        """Whether one of the words stands in a text, with no other letter beside it."""
        cdef Py_ssize_t i, start = -1, size = len(text)
        cdef int kind = PyUnicode_KIND(text)
        cdef void* chars = PyUnicode_DATA(text)
        cdef Py_UCS4 char
        for i in range(size + 1):
            char = PyUnicode_READ(kind, chars, i) if i < size else u" "
            if _is_letter(char):
                if start < 0:
                    start = i
            elif start >= 0:
                if self.least <= i - start <= self.most:
                    char = PyUnicode_READ(kind, chars, start)
                    if self.begins[min(char, 128)] and text[start:i] in self.words:
                        return True
                start = -1
        return False


cdef struct Entry:
    unsigned int hash
    PyObject* word
    # A bit for each thing.
    unsigned int things


@cython.final
cdef class Index:
    """Words and what they count for: at most sixteen letters long, and 32 things."""

    cdef dict index
    cdef list things
    # Twice as many places as words and more: a word stands in the first free one from that of its hash on.
    cdef Entry* entries
    cdef unsigned int places
    # By part of the hash, whether a word has it: the places themselves are too many to be at hand on each page.
    cdef unsigned char hashes[HASHES]

    def __cinit__(self, dict index):
        cdef unsigned int slot, code, at, size = 64
        cdef str word
        while size < 2 * len(index):
            size *= 2
        self.places, self.index = size - 1, dict(index)
        self.things = list(dict.fromkeys([thing for things in index.values() for thing in things]))
        if len(self.things) > 32:
            raise ValueError(f"{len(self.things)} things")
        self.entries = <Entry*>PyMem_Calloc(size, sizeof(Entry))
        if self.entries is NULL:
            raise MemoryError
        memset(self.hashes, 0, sizeof(self.hashes))
        for word in self.index:
            if not 0 < len(word) <= 16:
                raise ValueError(f"{word!r} is too long, or empty")
            code = FIRST_HASH
            for at in range(<unsigned int>len(word)):
                code = _hashed(code, PyUnicode_READ_CHAR(word, at))
            slot = code & self.places
            self.hashes[code >> 3 & (HASHES - 1)] |= <unsigned char>(1 << (code & 7))
            while self.entries[slot].word is not NULL:
                slot = (slot + 1) & self.places
            self.entries[slot].hash, self.entries[slot].word = code, <PyObject*>word
            for thing in self.index[word]:
                self.entries[slot].things |= 1u << <int>self.things.index(thing)

    def __dealloc__(self):
        PyMem_Free(self.entries)

    def counts(self, str text):
        """How often each thing is counted by the words of a text, which are parted by white space or apostrophes."""
        cdef Py_ssize_t i, start = -1, size = len(text)
        cdef int kind = PyUnicode_KIND(text), k
        cdef void* chars = PyUnicode_DATA(text)
        cdef Py_UCS4 char
        cdef unsigned int code = 0, things
        cdef int counts[32]
        for k in range(32):
            counts[k] = 0
        for i in range(size + 1):
            char = PyUnicode_READ(kind, chars, i) if i < size else u" "
            if not (char == 0x27 or char == 0x2019 or char <= 32 or char >= 0x80 and Py_UNICODE_ISSPACE(char)):
                if start < 0:
                    start, code = i, FIRST_HASH
                code = _hashed(code, char)
            elif start >= 0:
                things = 0
                if i - start <= 16 and self.hashes[code >> 3 & (HASHES - 1)] >> (code & 7) & 1:
                    things = self._of(text, start, i, code)
                while things:
                    counts[__builtin_ctz(things)] += 1
                    things &= things - 1
                start = -1
        return {thing: counts[k] for k, thing in enumerate(self.things) if counts[k]}

    cdef unsigned int _of(self, str text, Py_ssize_t start, Py_ssize_t end, unsigned int code) noexcept:
        """What the word counts for that stands between two places of a text."""
        cdef unsigned int slot = code & self.places
        cdef const Entry* entry = &self.entries[slot]
        while entry.word is not NULL:
            if entry.hash == code and len(<str>entry.word) == end - start and _stands(text, start, <str>entry.word):
                return entry.things
            slot = (slot + 1) & self.places
            entry = &self.entries[slot]
        return 0


cdef enum:
    # Fowler, Noll and Vo's hash, letter by letter.
    FIRST_HASH = 0x811C9DC5


cdef inline unsigned int _hashed(unsigned int code, Py_UCS4 char) noexcept:
    return (code ^ <unsigned int>char) * 0x01000193u


def is_plain(str link):
    """What `_is_plain` of `extraction/addresses.py` says."""
    cdef Py_ssize_t i, start = 0, label, dots = 0, size = len(link)
    cdef int kind = PyUnicode_KIND(link)
    cdef void* chars = PyUnicode_DATA(link)
    cdef Py_UCS4 char, before = 0
    cdef bint asked = False, within = True
    if size and PyUnicode_READ(kind, chars, 0) != u"/":
        within = False
        start = 7 if link.startswith("http://") else 8 if link.startswith("https://") else -1
        if start < 0:
            return False
        label = start
        while start < size:
            char = PyUnicode_READ(kind, chars, start)
            if char == u"." and start > label:
                dots += 1
                label = start + 1
            elif not (97 <= char <= 122 or 48 <= char <= 57 or char == u"-"):
                break
            start += 1
        if not dots or start == label:
            return False
        if start == size:
            return True
    if start == size or PyUnicode_READ(kind, chars, start) != u"/":
        return False
    for i in range(start, size):
        char = PyUnicode_READ(kind, chars, i)
        if char == u"?" and not asked:
            asked = True
            if i == size - 1:
                return False
        elif not (
            97 <= <unsigned int>char | 32 <= 122
            or 43 <= char <= 57
            or char in (u"_", u"~", u"%")
            or (asked and (char == u"=" or char == u"&"))
        ):
            return False
        # A path of this page's host must not change when it is joined to the page's.
        if within and before == u"/" and (char == u"/" or char == u"."):
            return False
        before = char
    return True


@cython.final
cdef class Edges:
    """Characters with which texts of interest begin or end."""

    cdef frozenset begins, ends
    cdef unsigned char first[128]
    cdef unsigned char last[128]

    def __init__(self, frozenset begins, frozenset ends):
        self.begins, self.ends = begins, ends
        for i in range(128):
            self.first[i], self.last[i] = chr(i) in begins, chr(i) in ends

    def of(self, tuple blocks):
        """The indexes of the blocks whose text begins or ends with one of them and holds a year with a mark behind it, as
        `_YEAR` of `extraction/dated_lists.py`."""
        cdef Py_ssize_t i
        cdef Block block
        cdef int kind
        cdef void* chars
        cdef Py_UCS4 char
        found = []
        for i in range(len(blocks)):
            block = blocks[i]
            kind, chars = PyUnicode_KIND(block.text), PyUnicode_DATA(block.text)
            char = PyUnicode_READ(kind, chars, 0)
            if not (self.first[char] if char < 128 else chr(char) in self.begins):
                char = PyUnicode_READ(kind, chars, len(block.text) - 1)
                if not (self.last[char] if char < 128 else chr(char) in self.ends):
                    continue
            if _holds_year(kind, chars, len(block.text)):
                found.append(i)
        return found


cdef bint _holds_year(int kind, void* chars, Py_ssize_t size) noexcept:
    """Whether a year of this century or the last one stands in a text, with a dash, stroke, dot or sign behind it."""
    cdef Py_ssize_t i
    cdef Py_UCS4 char
    for i in range(size - 4):
        char = PyUnicode_READ(kind, chars, i)
        if char != 49 and char != 50 or PyUnicode_READ(kind, chars, i + 1) != (57 if char == 49 else 48):
            continue
        char = PyUnicode_READ(kind, chars, i + 4)
        if (45 <= char <= 47 or char == 0x5E74) and Py_UNICODE_ISDECIMAL(PyUnicode_READ(kind, chars, i + 2)) \
                and Py_UNICODE_ISDECIMAL(PyUnicode_READ(kind, chars, i + 3)):
            return True
    return False


def word_masks(list texts, list words):
    """Of each text, a bit for each of the words that it holds: 32 at most, of two characters and more."""
    cdef unsigned int pairs[1024]
    cdef Py_ssize_t i, k
    cdef unsigned int first, second
    cdef int kind
    cdef void* chars
    cdef str text, word
    if len(words) > 32:
        raise ValueError(f"{len(words)} words")
    for i in range(1024):
        pairs[i] = 0
    for k in range(len(words)):
        word = words[k]
        if len(word) < 2:
            raise ValueError(f"{word!r} is too short")
        first, second = <unsigned int>PyUnicode_READ_CHAR(word, 0), <unsigned int>PyUnicode_READ_CHAR(word, 1)
        pairs[(first * 31 + second) & 1023] |= 1u << k
    masks = []
    for text in texts:
        kind, chars = PyUnicode_KIND(text), PyUnicode_DATA(text)
        if not words:
            masks.append(0)
        elif kind == 1:
            masks.append(_held(<const unsigned char*>chars, text, words, pairs))
        elif kind == 2:
            masks.append(_held(<const unsigned short*>chars, text, words, pairs))
        else:
            masks.append(_held(<const unsigned int*>chars, text, words, pairs))
    return masks


ctypedef fused Char:
    const unsigned char
    const unsigned short
    const unsigned int


cdef unsigned int _held(Char* chars, str text, list words, const unsigned int* pairs):
    """A bit for each of the words that a text holds, which begin with one of these pairs of characters."""
    cdef Py_ssize_t i, k
    cdef unsigned int held = 0, mask, first, second = chars[0] if len(text) else 0
    for i in range(1, len(text)):
        first, second = second, chars[i]
        mask = pairs[(first * 31 + second) & 1023] & ~held
        while mask:
            k = __builtin_ctz(mask)
            mask &= mask - 1
            if _stands(text, i - 1, <str>words[k]):
                held |= 1u << k
    return held


cdef bint _stands(str text, Py_ssize_t start, str word) noexcept:
    """Whether a word stands in a text from `start` on."""
    cdef Py_ssize_t i, size = len(word)
    if size > len(text) - start:
        return False
    for i in range(size):
        if PyUnicode_READ_CHAR(text, start + i) != PyUnicode_READ_CHAR(word, i):
            return False
    return True


def bearing(dict hrefs, str stem, Py_ssize_t short, frozenset wanted):
    """The keys of the addresses that `_may_turn` of `extraction/paging.py` lets pass."""
    cdef str href
    cdef Py_ssize_t most = max(map(len, wanted), default=0)
    return [
        key for key, href in hrefs.items() if href and (len(href) < short or stem in href) and _bears(href, wanted, most)
    ]


cdef inline Py_ssize_t _place_of(str text, unsigned char sign, Py_ssize_t end) noexcept:
    """Where a sign in ASCII stands first in a text before `end`, which it is where there is none."""
    cdef const char* chars = <const char*>PyUnicode_DATA(text)
    cdef const char* found
    cdef Py_ssize_t i
    if PyUnicode_KIND(text) == 1:
        found = <const char*>memchr(chars, sign, end)
        return found - chars if found is not NULL else end
    for i in range(end):
        if PyUnicode_READ_CHAR(text, i) == sign:
            return i
    return end


cdef bint _bears(str href, frozenset wanted, Py_ssize_t most) except -1:
    cdef Py_ssize_t end = _place_of(href, 0x23, len(href)), i, start, cut, path = _place_of(href, 0x3F, end)
    cdef Py_UCS4 char
    # The value of each parameter: behind the last equals sign of it.
    start = path + 1
    i = start
    while i <= end and path < end:
        char = PyUnicode_READ_CHAR(href, i) if i < end else u"&"
        if char == u"=":
            start = i + 1
        elif char == u"&":
            if _is_wanted(href, start, i, wanted, most):
                return True
            start = i + 1
        i += 1
    while path and PyUnicode_READ_CHAR(href, path - 1) == u"/":
        path -= 1
    start = path
    while start and PyUnicode_READ_CHAR(href, start - 1) != u"/":
        start -= 1
    cut = path
    for i in range(path - 1, start, -1):
        if PyUnicode_READ_CHAR(href, i) == u".":
            cut = i
            break
    i = cut
    while i > start and 48 <= PyUnicode_READ_CHAR(href, i - 1) <= 57:
        i -= 1
    return _is_wanted(href, i, cut, wanted, most)


cdef bint _is_wanted(str href, Py_ssize_t start, Py_ssize_t end, frozenset wanted, Py_ssize_t most) except -1:
    """Whether a piece is one of these, the longest of which has so many characters, without noughts before it."""
    while start < end and PyUnicode_READ_CHAR(href, start) == u"0":
        start += 1
    return 0 < end - start <= most and href[start:end] in wanted
