# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
"""A first look at the lines near a text, in C: which of them `extraction/byline.py` needs to read for names.

Nine of ten name nobody. What it lets pass is read there with the patterns that decide; without this, all lines are. It
walks libxml2's nodes through lxml's public C interface and never changes them.
"""

cimport cython
from cpython.mem cimport PyMem_Calloc, PyMem_Free
from extraction._native cimport Block, Elements
from libc.string cimport strcmp, strstr
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


@cython.final
cdef class Look:
    """What lines that name somebody hold, made of the tables of `extraction/byline.py`."""

    cdef frozenset starts, labels, by_words, profiles
    cdef str leaves
    cdef Py_ssize_t inner, levels

    def __init__(self, starts, labels, by_words, profiles, str leaves, Py_ssize_t inner, Py_ssize_t levels):
        """`starts`: three letters that a byline begins with; `labels`: what stands before a colon; `by_words`: before a
        name; `profiles`: steps of an address of somebody's page, each in small letters; `leaves`: letters that somebody's
        leave begins with. `inner`: so many elements in a line's are looked at; `levels`: so many from it upwards."""
        self.starts, self.labels, self.by_words = frozenset(starts), frozenset(labels), frozenset(by_words)
        self.profiles = frozenset([word.encode() for word in profiles])
        self.leaves, self.inner, self.levels = leaves, inner, levels

    def worth(self, list lines, Elements elements, marks, named):
        """Those of the lines (where it stands, block) that may name somebody. `marks`, `named`: the places of the elements
        that class, id or itemprop may mark as the author's."""
        cdef Py_ssize_t place
        cdef Block block
        cdef char* signs = <char*>PyMem_Calloc(elements.number + 1, 1)
        if signs is NULL:
            raise MemoryError
        try:
            for place in marks:
                signs[place] = True
            for place in named:
                signs[place] = True
            found = []
            for line in lines:
                block = (<tuple>line)[1]
                if self._is_marked(elements, signs, block.node) or self._tells(block, elements, (<tuple>line)[0]):
                    found.append(line)
            return found
        finally:
            PyMem_Free(signs)

    cdef bint _is_marked(self, Elements elements, const char* signs, Py_ssize_t node) except -1:
        """Whether a line's element, one close around it or one within it may be marked as the author's."""
        cdef Py_ssize_t place = node, step
        for step in range(self.levels):
            if place < 0:
                break
            if signs[place]:
                return True
            place = elements.ups[place]
        for place in range(node + 1, min(node + self.inner, elements.ends[node]) + 1):
            if signs[place] or self._is_profile(elements.nodes[place]):
                return True
        return False

    cdef bint _is_profile(self, xmlNode* node) except -1:
        """Whether an element is a link that may lead to the author's page."""
        cdef xmlAttr* attribute = node.properties
        cdef xmlNode* value
        cdef const char* name = <const char*>node.name
        if name[0] != 97 or name[1]:
            return False
        while attribute is not NULL:
            value = attribute.children
            name = <const char*>attribute.name
            if attribute.ns is NULL and value is not NULL and (strcmp(name, "rel") == 0 or strcmp(name, "href") == 0):
                if value.next is not NULL or value.type != XML_TEXT_NODE or value.content is NULL:
                    return True
                if strstr(<const char*>value.content, "author") is not NULL:
                    return True
                if name[0] == 104 and self._leads_to_profile(<const unsigned char*>value.content):
                    return True
            attribute = attribute.next
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

    cdef bint _tells(self, Block block, Elements elements, str zone) except -1:
        """Whether a line's text may name somebody."""
        cdef str text = block.spaced
        cdef Py_ssize_t i, size = len(text), end
        cdef int kind = PyUnicode_KIND(text)
        cdef void* chars = PyUnicode_DATA(text)
        cdef Py_UCS4 char, after
        if text[:3].lower() in self.starts or zone == "ends" and text[:1] in self.leaves:
            return True
        for i in range(size):
            char = PyUnicode_READ(kind, chars, i)
            if char == 32:
                after = PyUnicode_READ(kind, chars, i + 1) if i + 1 < size else 0
                if after == u"b" or after == u"B" or after == u"v" or after == u"V" or after == u"p" or after == u"P" \
                        or after == u"d" or after == u"a":
                    end = i + 2
                    while end < size and _is_of_word(PyUnicode_READ(kind, chars, end)):
                        end += 1
                    if text[i + 1 : end] in self.by_words:
                        return True
            elif char == 58:
                if self._is_label(text, kind, chars, i):
                    return True
            elif 48 <= char <= 57 or char >= 0x80 and Py_UNICODE_ISDECIMAL(char):
                after = PyUnicode_READ(kind, chars, i + 1) if i + 1 < size else 0
                # 3.5. or 3/5/2024; 1984 or 2024.
                if 45 <= after <= 47 or (char == 49 and after == 57 or char == 50 and after == 48) and i + 3 < size and (
                    Py_UNICODE_ISDECIMAL(PyUnicode_READ(kind, chars, i + 2))
                    and Py_UNICODE_ISDECIMAL(PyUnicode_READ(kind, chars, i + 3))
                ):
                    return True
        if size > MOST_ALONE or 2 * block.link_chars > len(block.text):
            return False
        return not _is_heading(elements.nodes[block.node]) and _is_alone(kind, chars, size)

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


cdef inline bint _is_of_word(Py_UCS4 char) noexcept:
    return Py_UNICODE_ISALNUM(char) or char == 95


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
