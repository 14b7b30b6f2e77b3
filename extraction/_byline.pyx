# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
"""A first look at the lines near a text, in C: which of them `extraction/byline.py` needs to read for names, and for what.

Nine of ten name nobody. What it lets pass is read there with the patterns that decide; without this, all lines are. It
walks libxml2's nodes through lxml's public C interface and never changes them.
"""

cimport cython
from cpython.mem cimport PyMem_Calloc, PyMem_Free
from extraction._native cimport Block, Elements
from libc.string cimport memset, strcmp, strstr
from lxml.includes.tree cimport XML_TEXT_NODE
from lxml.includes.tree cimport xmlAttr, xmlNode

cdef extern from "Python.h":
    bint Py_UNICODE_ISALNUM(Py_UCS4)
    bint Py_UNICODE_ISDECIMAL(Py_UCS4)
    bint Py_UNICODE_ISSPACE(Py_UCS4)
    int PyUnicode_KIND(object text)
    void* PyUnicode_DATA(object text)
    Py_UCS4 PyUnicode_READ(int kind, void* chars, Py_ssize_t at)

cdef enum:
    # Names that are nothing but a name: the longest, and the most parts of it.
    MOST_ALONE = 49
    MOST_PARTS = 4
    LONGEST_WORD = 15
    # The longest word before a name, with the space before it.
    LONGEST_BY = 6
    # Bytes of a table with a bit for each three letters.
    THREES = 4096
    # What a line's text may tell: the same numbers as in `extraction/byline_look.py`.
    BEGINS = 1
    LABEL = 2
    BY = 4
    DATED = 8
    ALONE = 16
    LEAVES = 32
    # What an element's attributes may say; that they were read.
    SIGNED = 1
    LEADS = 2
    READ = 4


@cython.final
cdef class Look:
    """What lines that name somebody hold, made of the tables of `extraction/byline_look.py`."""

    cdef frozenset starts, labels, by_words, profiles
    cdef list marks
    # By three letters: whether a mark, or a byline, begins with them.
    cdef unsigned char marked[THREES]
    cdef unsigned char begun[THREES]
    cdef str leaves
    cdef Py_ssize_t longest, inner, levels

    def __init__(self, starts, labels, by_words, profiles, marks, str leaves, sizes):
        """`starts`: three letters that a byline begins with; `labels`: what stands before a colon; `by_words`: before a
        name; `profiles`: steps of an address of somebody's page; `marks`: what a class or id of the author's holds, each
        in small letters; `leaves`: letters that somebody's leave begins with. `sizes`: characters of a line, elements in a
        line's that are looked at, levels from it upwards."""
        cdef str word
        cdef unsigned int key
        self.starts, self.labels, self.by_words = frozenset(starts), frozenset(labels), frozenset(by_words)
        self.profiles = frozenset([word.encode() for word in profiles])
        self.leaves = leaves
        self.longest, self.inner, self.levels = sizes
        self.marks = [word.encode() for word in marks]
        memset(self.marked, 0, sizeof(self.marked))
        memset(self.begun, 0, sizeof(self.begun))
        for word in marks:
            key = _three(word)
            self.marked[key >> 3] |= <unsigned char>(1 << (key & 7))
        for word in self.starts:
            key = _three(word)
            self.begun[key >> 3] |= <unsigned char>(1 << (key & 7))

    def worth(self, tuple zones, Elements elements):
        """The lines of some zones (name, blocks) that may name somebody, each with where it stands, what its text may tell
        (`TELLS`), and the places of the elements that may be marked as the author's: around it, with how many levels up
        each stands, and the inline ones in it, links to somebody's page among them."""
        cdef str zone
        cdef Block block
        cdef int told
        cdef list found = [], around = [], inner = []
        # Of each element what its attributes say, once they were read.
        cdef char* known = <char*>PyMem_Calloc(elements.number + 1, 1)
        if known is NULL:
            raise MemoryError
        try:
            for zone, blocks in zones:
                for block in blocks:
                    if len(block.text) > self.longest:
                        continue
                    self._look_around(elements, known, block.node, around, inner)
                    told = self._tells(block, elements, zone)
                    if told or around or inner:
                        found.append((zone, block, told, around, inner))
                        around, inner = [], []
            return found
        finally:
            PyMem_Free(known)

    cdef int _look_around(self, Elements elements, char* known, Py_ssize_t node, list around, list inner) except -1:
        """Adds the places of the elements close around a line's, and in it, that may be marked as the author's."""
        cdef Py_ssize_t place = node, step
        cdef const char* name = <const char*>elements.nodes[node].name
        # Boxes of the author's hold the headline, too.
        if name[0] == 104 and name[1] == 49 and name[2] == 0:
            return 0
        for step in range(self.levels):
            if place < 0:
                break
            if self._said(elements, known, place) & SIGNED:
                around.append((step, place))
            place = elements.ups[place]
        for place in range(node + 1, min(node + self.inner, elements.ends[node]) + 1):
            if _is_inline(<const char*>elements.nodes[place].name) and self._said(elements, known, place) & (SIGNED | LEADS):
                inner.append(place)
        return 0

    cdef int _said(self, Elements elements, char* known, Py_ssize_t place) except -1:
        if not known[place]:
            known[place] = READ | self._said_by(elements.nodes[place])
        return known[place]

    cdef int _said_by(self, xmlNode* node) except -1:
        """What the attributes of an element may say: that it is the author's, that it leads to the author's page."""
        cdef xmlAttr* attribute = node.properties
        cdef xmlNode* value
        cdef const char* name = <const char*>node.name
        cdef bint link = name[0] == 97 and not name[1]
        cdef int said = 0
        while attribute is not NULL:
            value = attribute.children
            name = <const char*>attribute.name
            if attribute.ns is not NULL or value is NULL:
                pass
            elif name[0] == c"c" and strcmp(name, "class") == 0 or name[0] == c"i" and strcmp(name, "id") == 0:
                if _is_odd(value) or self._is_mark(<const unsigned char*>value.content):
                    said |= SIGNED
            elif name[0] == c"i" and strcmp(name, "itemprop") == 0:
                if _is_odd(value) or strcmp(<const char*>value.content, "author") == 0:
                    said |= SIGNED
            elif link and (name[0] == c"r" and strcmp(name, "rel") == 0 or name[0] == c"h" and strcmp(name, "href") == 0):
                if _is_odd(value) or strstr(<const char*>value.content, "author") is not NULL:
                    said |= LEADS
                elif name[0] == c"h" and self._leads_to_profile(<const unsigned char*>value.content):
                    said |= LEADS
            attribute = attribute.next
        return said

    cdef bint _is_mark(self, const unsigned char* label) except -1:
        """Whether a class or id may call an element the author's: whatever its case, and where it is not of ASCII."""
        cdef unsigned int three = 0
        cdef bytes mark
        while label[0]:
            if label[0] >= 0x80:
                return True
            three = (three << 5 | label[0] & 31) & 0x7FFF
            label += 1
            # No mark begins with the bits of nothing: two letters stand before.
            if self.marked[three >> 3] >> (three & 7) & 1:
                for mark in self.marks:
                    if _goes_on(label - 3, mark):
                        return True
        return False

    cdef bint _leads_to_profile(self, const unsigned char* href) except -1:
        """Whether an address has a step that stands for people, or an `author=` in capitals."""
        cdef unsigned char word[16]
        cdef Py_ssize_t size
        cdef bytes step
        while href[0]:
            if href[0] >= 0x80:
                return True
            if href[0] == 47 or href[0] == 63 or href[0] == 38:
                size = 0
                while size <= LONGEST_WORD and 97 <= href[size + 1] | 32 <= 122:
                    word[min(size, 15)] = href[size + 1] | 32
                    size += 1
                href += size
                if 1 < size <= LONGEST_WORD and (href[1] == 47 or href[1] == 61 or href[1] == 63):
                    step = (<char*>word)[:size]
                    if step in self.profiles or step.endswith((b"reporter", b"reporters")):
                        return True
            href += 1
        return False

    cdef int _tells(self, Block block, Elements elements, str zone) except -1:
        """What a line's text may tell of names."""
        cdef str text = block.spaced
        cdef Py_ssize_t i, size = len(text), end
        cdef int kind = PyUnicode_KIND(text)
        cdef void* chars = PyUnicode_DATA(text)
        cdef Py_UCS4 char, after
        cdef int told = 0
        cdef unsigned int three = _three(text)
        if (self.begun[three >> 3] >> (three & 7) & 1 or not text.isascii()) and text[:3].lower() in self.starts:
            told |= BEGINS
        if zone == "ends" and text[:1] in self.leaves:
            told |= LEAVES
        for i in range(size):
            char = PyUnicode_READ(kind, chars, i)
            if char == 32:
                after = PyUnicode_READ(kind, chars, i + 1) if i + 1 < size else 0
                if after == u"b" or after == u"B" or after == u"v" or after == u"V" or after == u"p" or after == u"P" \
                        or after == u"d" or after == u"a":
                    end = i + 2
                    while end < size and _is_of_word(PyUnicode_READ(kind, chars, end)):
                        end += 1
                    if end - i <= LONGEST_BY and text[i + 1 : end] in self.by_words:
                        told |= BY
            elif char == 58:
                if self._is_label(text, kind, chars, i):
                    told |= LABEL
            elif 48 <= char <= 57 or char >= 0x80 and Py_UNICODE_ISDECIMAL(char):
                after = PyUnicode_READ(kind, chars, i + 1) if i + 1 < size else 0
                # 3.5. or 3/5/2024; 1984 or 2024.
                if 45 <= after <= 47 or (char == 49 and after == 57 or char == 50 and after == 48) and i + 3 < size and (
                    Py_UNICODE_ISDECIMAL(PyUnicode_READ(kind, chars, i + 2))
                    and Py_UNICODE_ISDECIMAL(PyUnicode_READ(kind, chars, i + 3))
                ):
                    told |= DATED
        if size > MOST_ALONE or 2 * block.link_chars > len(block.text):
            return told
        if not _is_heading(elements.nodes[block.node]) and _is_alone(kind, chars, size):
            told |= ALONE
        return told

    cdef bint _is_label(self, str text, int kind, void* chars, Py_ssize_t end) except -1:
        """Whether the letters before a colon may be a label."""
        cdef Py_ssize_t start
        cdef Py_UCS4 char
        while end and Py_UNICODE_ISSPACE(PyUnicode_READ(kind, chars, end - 1)):
            end -= 1
        start = end
        while start and Py_UNICODE_ISALNUM(PyUnicode_READ(kind, chars, start - 1)):
            start -= 1
            char = PyUnicode_READ(kind, chars, start)
            # Without regard to case these are letters of ASCII, too: the long s, the sign of kelvin, Turkish i.
            if char == 0x17F or char == 0x212A or char == 0x130 or char == 0x131:
                return True
        return 1 < end - start < LONGEST_WORD and text[start:end].lower() in self.labels


cdef unsigned int _three(str text) except? 0:
    """The first three letters by five bits each, which are the same for capitals of ASCII."""
    cdef Py_ssize_t i
    cdef unsigned int key = 0
    for i in range(min(<Py_ssize_t>3, len(text))):
        key = key << 5 | <unsigned int>text[i] & 31
    return key


cdef inline bint _goes_on(const unsigned char* text, const unsigned char* word) noexcept:
    """Whether a text goes on with a word in small letters, whatever its own case."""
    while word[0] and text[0] | 32 == word[0]:
        text += 1
        word += 1
    return not word[0]


cdef inline bint _is_odd(const xmlNode* value) noexcept:
    """Whether an attribute's value is not one plain text."""
    return value.next is not NULL or value.type != XML_TEXT_NODE or value.content is NULL


cdef inline bint _is_of_word(Py_UCS4 char) noexcept:
    return Py_UNICODE_ISALNUM(char) or char == 95


cdef inline bint _is_inline(const char* name) noexcept:
    """Whether an element is one of those whose text may be nothing but a name."""
    if name[0] == c"a":
        return not name[1] or strcmp(name, "address") == 0
    return name[0] == c"s" and (strcmp(name, "span") == 0 or strcmp(name, "strong") == 0) or strcmp(name, "cite") == 0


cdef bint _is_heading(xmlNode* node) noexcept:
    cdef const char* name = <const char*>node.name
    return name[0] == 104 and 49 <= name[1] <= 54 and name[2] == 0


cdef inline bint _is_capital(Py_UCS4 char) noexcept:
    return 0x41 <= char <= 0x5A or 0xC0 <= char <= 0xDE or 0x100 <= char <= 0x17D


cdef bint _is_alone(int kind, void* chars, Py_ssize_t size) noexcept:
    """Whether a text is made as a name of several parts."""
    cdef Py_ssize_t i, parts = 0
    cdef Py_UCS4 char
    cdef bint begins = True
    for i in range(size):
        char = PyUnicode_READ(kind, chars, i)
        if begins:
            if not (_is_capital(char) or parts and (char == u"v" or char == u"d" or char == u"z")):
                return False
            begins = False
        elif (char == 32 or char == 47) and i > 1:
            parts += 1
            begins = True
        elif not (_is_of_word(char) or char == u"." or char == u"'" or char == 0x2019 or char == u"-"):
            return False
    return not begins and 0 < parts <= MOST_PARTS
