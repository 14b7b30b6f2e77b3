# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
"""What the rows of numbers (`_rows.pyx`) ask of single lines, in C: their weight, their small letters, whether they tell
a day, and which phrases of furniture they show. `extraction/features.py` and `extraction/cues.py` hold the same in
Python, and the tests compare both.
"""

cimport cython
from cpython.mem cimport PyMem_Calloc, PyMem_Free
from cpython.ref cimport PyObject
from cpython.unicode cimport PyUnicode_READ_CHAR
from extraction._native cimport Block

cdef extern from "Python.h":
    bint Py_UNICODE_ISALNUM(Py_UCS4)
    bint Py_UNICODE_ISSPACE(Py_UCS4)
    bint Py_UNICODE_ISDECIMAL(Py_UCS4)
    bint PyUnicode_IS_ASCII(object text)
    str PyUnicode_New(Py_ssize_t size, Py_UCS4 most)
    Py_UCS4 PyUnicode_MAX_CHAR_VALUE(object text)
    int PyUnicode_KIND(object text)
    void* PyUnicode_DATA(object text)
    Py_UCS4 PyUnicode_READ(int kind, void* chars, Py_ssize_t at)


cpdef double weight(str text) except -1.0:
    """Length in Latin letters, as `weight_of`."""
    cdef Py_ssize_t i, size = len(text), wide = 0
    cdef int kind = PyUnicode_KIND(text)
    cdef void* chars = PyUnicode_DATA(text)
    cdef const unsigned short* two = <const unsigned short*>chars
    # What takes a byte a character has no wide ones.
    if kind == 2:
        for i in range(size):
            wide += 0x3000 <= two[i] < 0xD800
    elif kind > 2:
        for i in range(size):
            wide += 0x3000 <= PyUnicode_READ(kind, chars, i) < 0xD800
    return size + 1.5 * wide


cpdef str lowered(str text):
    """`text.lower()`, which asks Unicode's tables for each letter of a text that is not all ASCII."""
    cdef Py_ssize_t i, size = len(text)
    cdef int kind = PyUnicode_KIND(text)
    cdef unsigned int char
    cdef str low
    cdef const unsigned char* one = <const unsigned char*>PyUnicode_DATA(text)
    cdef const unsigned short* two = <const unsigned short*>one
    cdef unsigned char* small
    cdef unsigned short* wide
    if PyUnicode_IS_ASCII(text) or kind > 2:
        return text.lower()
    # No letter below has a small form among those of another width.
    low = PyUnicode_New(size, PyUnicode_MAX_CHAR_VALUE(text))
    if kind == 1:
        small = <unsigned char*>PyUnicode_DATA(low)
        for i in range(size):
            small[i] = _small(one[i])
        return low
    wide = <unsigned short*>PyUnicode_DATA(low)
    for i in range(size):
        char = two[i]
        if char < 0x100:
            char = _small(<unsigned char>char)
        # Punctuation; signs, ideographs, kana and syllables of East Asia; its wide marks, not its wide letters.
        elif not (
            0x2000 <= char <= 0x206F or 0x2E80 <= char <= 0xA63F or 0xAC00 <= char <= 0xD7A3 or 0xFF00 <= char <= 0xFF20
        ):
            return text.lower()
        wide[i] = <unsigned short>char
    return low


cdef inline unsigned char _small(unsigned char char) noexcept nogil:
    """The small form of a letter of Latin-1."""
    return char + (32 if (0x41 <= char <= 0x5A) | ((0xC0 <= char <= 0xDE) & (char != 0xD7)) else 0)


cpdef bint has_day(str text) except -1:
    """Whether a text may tell a day or a time: `DAY` of `extraction/features.py`."""
    cdef Py_ssize_t i, size = len(text)
    cdef int kind = PyUnicode_KIND(text)
    cdef void* chars = PyUnicode_DATA(text)
    cdef Py_UCS4 char, after
    for i in range(size - 3):
        char, after = PyUnicode_READ(kind, chars, i), PyUnicode_READ(kind, chars, i + 1)
        # 1984 or 2024; 7:05 or 7.05.
        if char == u"1" and after == u"9" or char == u"2" and after == u"0" or after == u":" or after == u".":
            if (after == u":" or after == u".") and not Py_UNICODE_ISDECIMAL(char):
                continue
            if Py_UNICODE_ISDECIMAL(PyUnicode_READ(kind, chars, i + 2)) and Py_UNICODE_ISDECIMAL(
                PyUnicode_READ(kind, chars, i + 3)
            ):
                return True
    return False


cpdef bint may_date(str text) except -1:
    """Whether a text may hold a date: a year, numbers around a dot or a stroke, or nothing but seconds."""
    cdef Py_ssize_t i, size = len(text)
    cdef int kind = PyUnicode_KIND(text)
    cdef void* chars = PyUnicode_DATA(text)
    cdef Py_UCS4 char, after
    cdef bint begun = False
    for i in range(size - 3):
        char = PyUnicode_READ(kind, chars, i)
        if not (48 <= char <= 57 or char >= 0x80 and Py_UNICODE_ISDECIMAL(char)):
            begun = begun or not Py_UNICODE_ISSPACE(char)
            continue
        after = PyUnicode_READ(kind, chars, i + 1)
        # 1984 or 2024; 3/5/24; seconds stand alone.
        if char == u"1" and (after == u"9" or not begun) or char == u"2" and after == u"0":
            if Py_UNICODE_ISDECIMAL(PyUnicode_READ(kind, chars, i + 2)) and Py_UNICODE_ISDECIMAL(
                PyUnicode_READ(kind, chars, i + 3)
            ):
                return True
        elif (after == u"." or after == u"/") and Py_UNICODE_ISDECIMAL(PyUnicode_READ(kind, chars, i + 2)):
            return True
        begun = True
    return False


def sample_of(tuple blocks, Py_ssize_t least, Py_ssize_t room, Py_ssize_t longest):
    """The texts of the first blocks that are longer than `least`, of each so much as `longest`, until there are more than
    `room` characters."""
    cdef Block block
    cdef str text
    cdef list taken = []
    for block in blocks:
        text = block.text
        if len(text) > least:
            text = text[:longest]
            taken.append(text)
            room -= len(text)
            if room < 0:
                break
    return " ".join(taken)


cdef Py_ssize_t _more_bytes_in_two(const unsigned short* chars, Py_ssize_t size) noexcept:
    """How many bytes more than characters a text has in UTF-8."""
    cdef Py_ssize_t i
    cdef unsigned int char, more = 0
    for i in range(size):
        char = chars[i]
        # A lone surrogate is encoded as a question mark.
        more += <unsigned int>((char >= 0x80) + (char >= 0x800) - 2 * ((char >= 0xD800) & (char < 0xE000)))
    return more


cdef Py_ssize_t _more_bytes(const unsigned int* chars, Py_ssize_t size) noexcept:
    """The same for characters of four bytes."""
    cdef Py_ssize_t i
    cdef unsigned int char, more = 0
    for i in range(size):
        char = chars[i]
        more += <unsigned int>(
            (char >= 0x80) + (char >= 0x800) + (char >= 0x10000) - 2 * ((char >= 0xD800) & (char < 0xE000))
        )
    return more


def script_of(str sample, tuple scripts, double share):
    """What `_script_of` of `extraction/language.py` says; `scripts` (language, first and last of its characters): at
    most sixteen."""
    cdef Py_ssize_t i, k, size = len(sample), more, foreign = 0, letters = 0, number = min(len(scripts), 16), last = 0
    cdef int kind = PyUnicode_KIND(sample)
    cdef void* chars = PyUnicode_DATA(sample)
    cdef unsigned int firsts[16]
    cdef unsigned int lasts[16]
    cdef Py_ssize_t counts[16]
    cdef unsigned int char
    # Latin letters with their accents are no other script's.
    if kind == 1:
        return None
    more = _more_bytes_in_two(<const unsigned short*>chars, size) if kind == 2 else _more_bytes(<const unsigned int*>chars, size)
    if 2 * more < share * size:
        return None
    for k in range(number):
        firsts[k], lasts[k], counts[k] = scripts[k][1], scripts[k][2], 0
    for i in range(size):
        char = <unsigned int>PyUnicode_READ(kind, chars, i)
        if not (0x370 <= char <= 0x1FFF or 0x2C00 <= char <= 0x2DFF or 0x3041 <= char <= 0x9FFF or 0xAC00 <= char <= 0xD7AF):
            letters += Py_UNICODE_ISALNUM(char) and not Py_UNICODE_ISDECIMAL(char)
            continue
        foreign += 1
        # No two scripts share a character, and most are of the script of the one before.
        if not firsts[last] <= char <= lasts[last]:
            for k in range(number):
                if firsts[k] <= char <= lasts[k]:
                    last = k
                    break
        counts[last] += firsts[last] <= char <= lasts[last]
        letters += 0x4E00 <= char <= 0x9FA5 or Py_UNICODE_ISALNUM(char) and not Py_UNICODE_ISDECIMAL(char)
    if foreign < share * size / 2:
        return None
    for k in range(number):
        if counts[k] > share * letters:
            return scripts[k][0]
    return None


cdef bint _stands(str phrase, Py_ssize_t size, str text, Py_ssize_t at) noexcept:
    """Whether so many letters of a phrase stand at a place of a text, which has as many behind it."""
    cdef Py_ssize_t i
    for i in range(size):
        if PyUnicode_READ_CHAR(phrase, i) != PyUnicode_READ_CHAR(text, at + i):
            return False
    return True


@cython.final
cdef class Cues:
    """Which phrases of furniture a text shows, as `extraction.cues.cue_mask`; made of that module's tables."""

    def __init__(self, dict words, ideographs, int head, int sign, str marks):
        cdef str start, phrase
        cdef int at
        self.head, self.sign, self.marks = head, sign, marks
        self.wide, self.kept = {}, []
        for i in range(1024):
            self.starts[i] = self.firsts[i] = 0
        # Number 0 stands for none.
        self.phrases = <Phrase*>PyMem_Calloc(sum(map(len, words.values())) + 1, sizeof(Phrase))
        if self.phrases is NULL:
            raise MemoryError
        for start, known in words.items():
            at = self._at(start, 0, len(start))
            for bit, phrase, alone in known:
                self.kept.append(phrase)
                self.phrases[len(self.kept)] = Phrase(<PyObject*>phrase, bit, alone, len(start), self.starts[at])
                self.starts[at] = <short>len(self.kept)
        for bit, phrase in ideographs:
            self.wide.setdefault(phrase[0], []).append((bit, phrase))
            self.firsts[<int>ord(phrase[0]) & 1023] = 1

    def __dealloc__(self):
        PyMem_Free(self.phrases)

    cdef int _at(self, str text, Py_ssize_t start, Py_ssize_t end):
        """Where the first three letters of a word stand in `starts`."""
        cdef unsigned int key = 0
        cdef Py_ssize_t i
        for i in range(start, min(end, start + 3)):
            key = key * 31 + <unsigned int>PyUnicode_READ_CHAR(text, i)
        return key & 1023

    cpdef int mask(self, str text, bint wide) except -1:
        """A bit for each family that the beginning of a text in lower case shows; `wide`: it has ideographs."""
        cdef str head = text if len(text) <= self.head else text[: self.head]
        cdef Py_ssize_t i, start = -1, size = len(head)
        cdef int kind = PyUnicode_KIND(head)
        cdef void* chars = PyUnicode_DATA(head)
        cdef Py_UCS4 char
        cdef int mask = 0
        for i in range(size + 1):
            char = PyUnicode_READ(kind, chars, i) if i < size else u" "
            if char <= 32 or char >= 0x80 and Py_UNICODE_ISSPACE(char):
                if start >= 0:
                    if self.starts[self._at(head, start, i)]:
                        mask = self._word(head, start, i, mask)
                    start = -1
                continue
            if start < 0:
                start = i
            if char == 0xA9:
                mask |= self.sign
            elif wide and char >= 0x2E80 and self.firsts[<unsigned int>char & 1023]:
                mask |= self._phrase(head, char)
        return mask

    cdef int _word(self, str head, Py_ssize_t start, Py_ssize_t end, int mask) except -1:
        """`mask` with a bit for each family of which the word between two places tells."""
        cdef int number = self.starts[self._at(head, start, end)]
        cdef Py_ssize_t size = end - start, letters = -1
        cdef Phrase* one
        while number:
            one = &self.phrases[number]
            number = one.next
            # What is known already need not be looked for.
            if mask >> one.bit & 1 or min(size, 3) != one.start or not _stands(<str>one.text, one.start, head, start):
                continue
            if not one.alone:
                if <str>one.text in head:
                    mask |= 1 << one.bit
                continue
            if letters < 0:
                letters = size
                while letters and PyUnicode_READ_CHAR(head, start + letters - 1) in self.marks:
                    letters -= 1
            if letters == len(<str>one.text) and _stands(<str>one.text, letters, head, start):
                mask |= 1 << one.bit
        return mask

    cdef int _phrase(self, str head, Py_UCS4 char) except -1:
        cdef int mask = 0
        for sign, phrase in self.wide.get(chr(char), ()):
            if phrase in head:
                mask |= <int>sign
        return mask
