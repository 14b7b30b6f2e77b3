# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
"""The pass over a page's tree, in C; `_Pass` and `_summed` in `extraction/blocks.py` hold the same in Python.

It walks libxml2's nodes through lxml's public C interface and never changes them.
"""

cimport cython
from cpython.list cimport PyList_New, PyList_SET_ITEM
from cpython.mem cimport PyMem_Calloc, PyMem_Free, PyMem_Realloc
from cpython.ref cimport Py_INCREF, PyObject
from cpython.unicode cimport PyUnicode_DecodeUTF8
from extraction._native cimport Block, Elements
from libc.string cimport memcpy, memset, strcmp, strlen
from lxml.includes cimport etreepublic as cetree
from lxml.includes.tree cimport XML_CDATA_SECTION_NODE, XML_COMMENT_NODE, XML_ELEMENT_NODE, XML_PI_NODE, XML_TEXT_NODE
from lxml.includes.tree cimport xmlAttr, xmlNode

from extraction._native import Parents, Places

cetree.import_lxml__etree()

# What an element does to the text around it; the same numbers as in `extraction/blocks.py`.
cdef enum:
    BLOCK = 0
    INLINE = 1
    SILENT = 2
    LINK = 3
    BOLD = 4


# Numbers that are wanted on every page, made once: those of places and of characters.
cdef enum:
    MOST_NUMBERS = 65536
    MOST_WANTED = 16
    # Names of elements that are remembered together.
    MOST_SEEN = 192
cdef list _numbers = []

# The bytes that a white space may begin with, and the nought behind a run of text.
cdef bint may_be_space[256]
for _byte in range(256):
    may_be_space[_byte] = _byte <= 32 or _byte in (0xC2, 0xE1, 0xE2, 0xE3)


cdef inline object _number(Py_ssize_t value):
    if 0 <= value < len(_numbers):
        return _numbers[value]
    if value == len(_numbers) and value < MOST_NUMBERS:
        _numbers.append(value)
    return value


cdef list _listed(const int* values, Py_ssize_t number):
    cdef list made = PyList_New(number)
    cdef Py_ssize_t i
    for i in range(number):
        value = _number(values[i])
        Py_INCREF(value)
        PyList_SET_ITEM(made, i, value)
    return made


cdef void* _grown(void* room, size_t size) except NULL:
    cdef void* grown = PyMem_Realloc(room, size)
    if grown is NULL:
        raise MemoryError
    return grown


cdef inline bint _blank(const unsigned char* text) noexcept nogil:
    while text[0]:
        if text[0] > 32:
            return False
        text += 1
    return True


cdef inline bint _visited(xmlNode* node) noexcept nogil:
    return node.type == XML_ELEMENT_NODE or node.type == XML_COMMENT_NODE or node.type == XML_PI_NODE


cdef inline Py_ssize_t _space_at(const unsigned char* text) noexcept nogil:
    """How many bytes the white space takes that UTF-8 begins with; 0 where it begins with none."""
    if text[0] < 0x80:
        return 9 <= text[0] <= 13 or 28 <= text[0] <= 32
    if text[0] == 0xC2:
        return 2 if text[1] == 0x85 or text[1] == 0xA0 else 0
    if text[0] == 0xE2 and text[1] == 0x80:
        return 3 if 0x80 <= text[2] <= 0x8A or text[2] == 0xA8 or text[2] == 0xA9 or text[2] == 0xAF else 0
    if text[0] == 0xE2 and text[1] == 0x81:
        return 3 if text[2] == 0x9F else 0
    if text[0] == 0xE3 and text[1] == 0x80 or text[0] == 0xE1 and text[1] == 0x9A:
        return 3 if text[2] == 0x80 else 0
    return 0


cdef Py_ssize_t _stripped(const unsigned char* text) noexcept nogil:
    """The length of a text in characters without the white space at both ends."""
    cdef Py_ssize_t number = 0, last = 0, space
    while text[0]:
        space = _space_at(text)
        if space:
            text += space
            # White space counts where something stands before it, and behind it.
            number += number > 0
        else:
            number += text[0] & 0xC0 != 0x80
            last = number
            text += 1
    return last


cdef Py_ssize_t _joined(const unsigned char* runs, Py_ssize_t size, unsigned char* line) noexcept nogil:
    """Puts runs of text, each of which ends with a nought, into one line with single spaces; the bytes written."""
    cdef Py_ssize_t at = 0, i = 0, space
    cdef bint apart = False
    while i < size:
        if may_be_space[runs[i]]:
            if runs[i] == 0:
                i += 1
                continue
            space = _space_at(runs + i)
            if space:
                apart = at > 0
                i += space
                continue
        if apart:
            line[at] = 32
            at += 1
            apart = False
        line[at] = runs[i]
        at += 1
        i += 1
        while not may_be_space[runs[i]]:
            line[at] = runs[i]
            at += 1
            i += 1
    return at


@cython.final
cdef class Walk:
    """One pass over a tree: `blocks`; by the elements' places, in document order, the place of the parent (`ups`), the
    last place within (`ends`), the tag, and the characters of the blocks in it, all and those in links; places by tag;
    and the attributes that are asked for (sixteen at most), by their name and the element's place."""

    cdef readonly list blocks, ups, ends, tags, chars, link_chars
    cdef readonly dict tagged, attributes
    cdef readonly Elements elements
    cdef readonly object places, parents
    # What is known of an element's name, by the name's address: the parser keeps each once.
    cdef const unsigned char* seen[256]
    cdef int names_seen
    cdef int kind_of[256]
    cdef PyObject* tag_of[256]
    cdef PyObject* places_of[256]
    # Which wanted attribute a name is, -1 for none, by the name's address.
    cdef const unsigned char* asked[128]
    cdef int which[128]
    cdef list wanted, names
    cdef const char* wanted_names[MOST_WANTED]
    # What attributes said last, by a hash of it: most classes come again and again.
    cdef const char* told[512]
    cdef list said
    # Everything that is only pointed at.
    cdef list kept
    cdef dict kinds
    # The elements' tags by place.
    cdef PyObject** tag_at
    cdef Py_ssize_t tag_room
    # The text since the last block: its runs, each of which ends with a nought, and room for the line of them.
    cdef unsigned char* runs
    cdef unsigned char* line
    cdef Py_ssize_t filled, room, number
    cdef int around, links, bolds
    cdef Py_ssize_t run_links, run_bolds, short

    def __init__(self, cetree._Element root, dict kinds, Py_ssize_t short, tuple attributes):
        cdef Py_ssize_t i
        if self.blocks is not None:
            raise RuntimeError("a walk is walked once")
        self.blocks, self.kinds, self.short = [], kinds, short
        self.tagged, self.kept, self.said = {}, [], [None] * 512
        self.elements = Elements(root)
        self.places, self.parents = Places(self.elements), Parents(self.elements)
        self.attributes = {name: {} for name in attributes}
        self.names, self.wanted = [name.encode() for name in attributes[:MOST_WANTED]], list(self.attributes.values())
        for i in range(len(self.names)):
            self.wanted_names[i] = <const char*><bytes>self.names[i]
        self.around = -1
        self._run(root._c_node)
        self._flush()
        self.elements._close()
        self.ups = _listed(self.elements.ups, self.elements.number)
        self.ends = _listed(self.elements.ends, self.elements.number)
        self.tags = PyList_New(self.elements.number)
        for i in range(self.elements.number):
            tag = <object>self.tag_at[i]
            Py_INCREF(tag)
            PyList_SET_ITEM(self.tags, i, tag)
        self._sum()

    def __dealloc__(self):
        PyMem_Free(self.runs)
        PyMem_Free(self.line)
        PyMem_Free(self.tag_at)

    cdef int _slot(self, xmlNode* node) except -1:
        """Where what is known of an element's name stands."""
        cdef const unsigned char* address = <const unsigned char*>node.name
        cdef int slot = (<size_t>address >> 3 ^ <size_t>address >> 9) & 255
        cdef bytes name
        while self.seen[slot] is not NULL and self.seen[slot] != address:
            slot = (slot + 1) & 255
        if self.seen[slot] is NULL:
            if self.names_seen == MOST_SEEN:
                memset(self.seen, 0, sizeof(self.seen))
                self.names_seen = 0
            self.names_seen += 1
            name = <bytes>(<const char*>address)
            found = self.kinds.get(name)
            tag = name.decode("utf-8", "replace")
            places = self.tagged.setdefault(tag, [])
            self.kept.append(tag)
            self.kind_of[slot] = BLOCK if found is None else <int>found
            self.tag_of[slot], self.places_of[slot] = <PyObject*>tag, <PyObject*>places
            self.seen[slot] = address
        return slot

    cdef int _open(self, xmlNode* node, int up, int slot, int place) except -1:
        """Gives an element its place."""
        at = _number(place)
        self.elements._append(node, up, place if self.kind_of[slot] == BLOCK else self.around)
        if place >= self.tag_room:
            self.tag_room = 2 * self.tag_room if self.tag_room else 1024
            self.tag_at = <PyObject**>_grown(self.tag_at, self.tag_room * sizeof(PyObject*))
        self.tag_at[place] = self.tag_of[slot]
        (<list>self.places_of[slot]).append(at)
        if node.properties is not NULL:
            self._named(node, at)
        return 0

    cdef int _which(self, const unsigned char* name) noexcept:
        """Which of the wanted attributes a name is, -1 for none of them."""
        cdef size_t slot = (<size_t>name >> 2 ^ <size_t>name >> 9) & 127
        cdef int i
        if self.asked[slot] != name:
            self.asked[slot], self.which[slot] = name, -1
            for i in range(<int>len(self.names)):
                if strcmp(<const char*>name, self.wanted_names[i]) == 0:
                    self.which[slot] = i
        return self.which[slot]

    cdef int _named(self, xmlNode* node, object at) except -1:
        """Keeps what the wanted attributes of an element say."""
        cdef xmlAttr* attribute = node.properties
        cdef xmlNode* value
        cdef int i
        while attribute is not NULL:
            i = self._which(attribute.name) if attribute.ns is NULL else -1
            if i >= 0:
                value = attribute.children
                if value is NULL:
                    said = ""
                elif value.next is NULL and value.type == XML_TEXT_NODE and value.content is not NULL:
                    said = self._said(<const char*>value.content)
                else:
                    said = cetree.attributeValue(node, attribute)
                (<dict>self.wanted[i])[at] = said
            attribute = attribute.next
        return 0

    cdef str _said(self, const char* content):
        """A value as a string; one that was said before is the same object."""
        cdef Py_ssize_t size = strlen(content), i = size - 1, step = size // 8 + 1
        cdef unsigned int slot = <unsigned int>size
        cdef str value
        # Some of its letters tell most values apart.
        while i >= 0:
            slot = slot * 31 + <unsigned char>content[i]
            i -= step
        slot = (slot ^ slot >> 9) & 511
        if self.told[slot] is not NULL and strcmp(self.told[slot], content) == 0:
            return <str>self.said[slot]
        value = PyUnicode_DecodeUTF8(content, size, NULL)
        self.told[slot], self.said[slot] = content, value
        return value

    cdef xmlNode* _text(self, xmlNode* node) except? NULL:
        """Keeps the text nodes from `node` on; the next element or comment, NULL where none comes."""
        cdef const unsigned char* content
        cdef Py_ssize_t size
        while node is not NULL and not _visited(node):
            if node.type == XML_TEXT_NODE or node.type == XML_CDATA_SECTION_NODE:
                content = <const unsigned char*>node.content
                if content is not NULL and content[0]:
                    if _blank(content):
                        self._keep(b" ", 2)
                    else:
                        if self.links or self.bolds:
                            size = _stripped(content)
                            if self.links:
                                self.run_links += size
                            if self.bolds:
                                self.run_bolds += size
                        self._keep(content, strlen(<const char*>content) + 1)
            node = node.next
        return node

    cdef int _keep(self, const unsigned char* content, Py_ssize_t size) except -1:
        """Puts a run of text behind the others, with the nought at its end."""
        if self.filled + size > self.room:
            self.room = 2 * (self.filled + size) + 4096
            self.runs = <unsigned char*>_grown(self.runs, self.room)
            self.line = <unsigned char*>_grown(self.line, self.room)
        memcpy(self.runs + self.filled, content, size)
        self.filled += size
        self.number += 1
        return 0

    cdef int _flush(self) except -1:
        cdef Py_ssize_t size
        cdef Block block
        if not self.number:
            return 0
        size = _joined(self.runs, self.filled, self.line) if self.around >= 0 else 0
        if size:
            block = Block.__new__(Block)
            block.text = PyUnicode_DecodeUTF8(<const char*>self.line, size, "replace")
            block.index, block.node, block.elements = len(self.blocks), self.around, self.elements
            block.link_chars, block.bold_chars = self.run_links, self.run_bolds
            if self.number > 1 and len(block.text) < self.short:
                block.runs = (<const char*>self.runs)[: self.filled - 1]
            self.blocks.append(block)
        self.filled = self.number = 0
        self.run_links = self.run_bolds = 0
        return 0

    cdef int _run(self, xmlNode* top) except -1:
        """Down and along the nodes without recursion: pages nest as deep as they like."""
        cdef xmlNode* node = top
        cdef xmlNode* below
        cdef Elements elements = self.elements
        cdef int slot, kind, place = -1, opened = -1
        while True:
            if node.type == XML_ELEMENT_NODE:
                place += 1
                slot = self._slot(node)
                kind = self.kind_of[slot]
                self._open(node, opened, slot, place)
                if kind != SILENT:
                    if kind == BLOCK:
                        self._flush()
                        self.around = place
                    elif kind == LINK:
                        self.links += 1
                    elif kind == BOLD:
                        self.bolds += 1
                    below = self._text(node.children)
                    if below is not NULL:
                        opened = place
                        node = below
                        continue
                    self._leave(kind, opened)
            # The end of `node`: its tail, then the next element or comment beside it, else up.
            while True:
                if node == top:
                    return 0
                below = self._text(node.next)
                if below is not NULL:
                    node = below
                    break
                node = node.parent
                elements.ends[opened] = place
                opened = elements.ups[opened]
                self._leave(self.kind_of[self._slot(node)], opened)
        return 0

    cdef int _leave(self, int kind, int up) except -1:
        """The end of an element that stands in the one at the place `up`."""
        if kind == BLOCK:
            self._flush()
            self.around = self.elements.boxes[up] if up >= 0 else -1
        elif kind == LINK:
            self.links -= 1
        elif kind == BOLD:
            self.bolds -= 1
        return 0

    cdef int _sum(self) except -1:
        """Of each element the characters of the blocks in it, and those of them that stand in links."""
        cdef Py_ssize_t place, number = self.elements.number
        cdef int* sums = <int*>PyMem_Calloc(2 * number + 1, sizeof(int))
        cdef int* linked = sums + number
        cdef int* ups = self.elements.ups
        cdef Block block
        if sums is NULL:
            raise MemoryError
        try:
            for block in self.blocks:
                sums[block.node] += <int>len(block.text)
                linked[block.node] += <int>min(block.link_chars, len(block.text))
            # Children before parents.
            for place in range(number - 1, 0, -1):
                sums[ups[place]] += sums[place]
                linked[ups[place]] += linked[place]
            self.chars, self.link_chars = _listed(sums, number), _listed(linked, number)
        finally:
            PyMem_Free(sums)
        return 0
