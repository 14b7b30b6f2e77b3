# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
"""The hot loops of reading a page, in C: the pass over the tree, the text of an element, and the trees of the scorer.

`extraction/blocks.py` and `extraction/forest.py` hold the same in Python: they are used where this module was not built,
and the tests compare both. It walks libxml2's nodes through lxml's public C interface and never changes them.
"""

from array import array

cimport cython
from cpython.mem cimport PyMem_Calloc, PyMem_Free, PyMem_Realloc
from cpython.unicode cimport PyUnicode_DecodeUTF8, PyUnicode_READ_CHAR
from libc.string cimport strcmp, strlen, strstr
from lxml.includes cimport etreepublic as cetree
from lxml.includes.tree cimport XML_CDATA_SECTION_NODE, XML_COMMENT_NODE, XML_ELEMENT_NODE, XML_PI_NODE, XML_TEXT_NODE
from lxml.includes.tree cimport xmlAttr, xmlNode

cdef extern from "Python.h":
    bint Py_UNICODE_ISSPACE(Py_UCS4)
    int PyUnicode_KIND(object text)
    void* PyUnicode_DATA(object text)
    Py_UCS4 PyUnicode_READ(int kind, void* chars, Py_ssize_t at)
    int __builtin_ctz(unsigned int) nogil

cetree.import_lxml__etree()

# What an element does to the text around it; the same numbers as in `extraction/blocks.py`.
cdef enum:
    BLOCK = 0
    INLINE = 1
    SILENT = 2
    LINK = 3
    BOLD = 4


cdef inline bint _blank(const unsigned char* text) noexcept nogil:
    while text[0]:
        if text[0] > 32:
            return False
        text += 1
    return True


cdef inline bint _visited(xmlNode* node) noexcept nogil:
    return node.type == XML_ELEMENT_NODE or node.type == XML_COMMENT_NODE or node.type == XML_PI_NODE


@cython.final
cdef class Elements:
    """The elements of a tree in document order. One is made into lxml's Python object when somebody asks for it, and
    kept from then on: a page has thousands, of which hardly a tenth is asked for."""

    cdef cetree._Document doc
    cdef xmlNode** nodes
    cdef int* ups
    # The nearest block-level element around it, itself included.
    cdef int* boxes
    cdef int* slots
    cdef size_t mask
    cdef Py_ssize_t number, room
    cdef list made

    def __cinit__(self, cetree._Element root):
        self.doc, self.made, self.number, self.room = root._doc, [], 0, 0

    def __dealloc__(self):
        PyMem_Free(self.nodes)
        PyMem_Free(self.ups)
        PyMem_Free(self.boxes)
        PyMem_Free(self.slots)

    cdef int _append(self, xmlNode* node, int up, int box) except -1:
        if self.number == self.room:
            self.room = 2 * self.room if self.room else 1024
            self.nodes = <xmlNode**>_grown(self.nodes, self.room * sizeof(xmlNode*))
            self.ups = <int*>_grown(self.ups, self.room * sizeof(int))
            self.boxes = <int*>_grown(self.boxes, self.room * sizeof(int))
        self.nodes[self.number], self.ups[self.number], self.boxes[self.number] = node, up, box
        self.number += 1
        return 0

    cdef int _close(self) except -1:
        """Every element is there: places can be asked for."""
        cdef size_t size = 1024, slot
        cdef Py_ssize_t i
        while size < 2 * <size_t>self.number:
            size *= 2
        self.mask = size - 1
        self.slots = <int*>PyMem_Calloc(size, sizeof(int))
        if self.slots is NULL:
            raise MemoryError
        for i in range(self.number):
            slot = _hash(self.nodes[i]) & self.mask
            while self.slots[slot]:
                slot = (slot + 1) & self.mask
            self.slots[slot] = <int>i + 1
        self.made = [None] * self.number
        return 0

    cdef object _at(self, Py_ssize_t place):
        element = self.made[place]
        if element is None:
            element = self.made[place] = cetree.elementFactory(self.doc, self.nodes[place])
        return element

    cdef object _around(self, Py_ssize_t place):
        cdef int up = self.ups[place]
        return None if up < 0 else self._at(up)

    cdef Py_ssize_t _place(self, object element) except -2:
        """The place of an element, -1 for anything else."""
        cdef xmlNode* node
        cdef size_t slot
        if not isinstance(element, cetree._Element):
            return -1
        node = (<cetree._Element>element)._c_node
        slot = _hash(node) & self.mask
        while self.slots[slot]:
            if self.nodes[self.slots[slot] - 1] == node:
                return self.slots[slot] - 1
            slot = (slot + 1) & self.mask
        return -1

    def __len__(self):
        return self.number

    def __getitem__(self, Py_ssize_t place):
        if not 0 <= place < self.number:
            raise IndexError(place)
        return self._at(place)


cdef void* _grown(void* room, size_t size) except NULL:
    cdef void* grown = PyMem_Realloc(room, size)
    if grown is NULL:
        raise MemoryError
    return grown


cdef inline size_t _hash(xmlNode* node) noexcept nogil:
    cdef size_t address = <size_t>node >> 4
    return address ^ (address >> 9)


@cython.final
cdef class Places:
    """Element to place, as a dict would tell it."""

    cdef Elements elements

    def __cinit__(self, Elements elements):
        self.elements = elements

    def __len__(self):
        return self.elements.number

    def __contains__(self, element):
        return self.elements._place(element) >= 0

    def __getitem__(self, element):
        cdef Py_ssize_t place = self.elements._place(element)
        if place < 0:
            raise KeyError(element)
        return place

    def get(self, element, default=None):
        cdef Py_ssize_t place = self.elements._place(element)
        return default if place < 0 else place


@cython.final
cdef class Parents:
    """Element to the element around it, None for the root, as a dict would tell it."""

    cdef Elements elements

    def __cinit__(self, Elements elements):
        self.elements = elements

    def __len__(self):
        return self.elements.number

    def __getitem__(self, element):
        cdef Py_ssize_t place = self.elements._place(element)
        if place < 0:
            raise KeyError(element)
        return self.elements._around(place)

    def get(self, element, default=None):
        cdef Py_ssize_t place = self.elements._place(element)
        return default if place < 0 else self.elements._around(place)


@cython.final
cdef class Block:
    """`Block` of `extraction/blocks.py`; its element is made when somebody asks for it."""

    cdef readonly Py_ssize_t index, link_chars, bold_chars, node
    cdef readonly str text
    cdef readonly tuple pieces
    cdef str told
    cdef Elements elements

    @property
    def element(self):
        return self.elements._at(self.node)

    @property
    def chars(self):
        return len(self.text)

    @property
    def spaced(self):
        if self.told is None:
            self.told = " ".join(" ".join(self.pieces).split()) if self.pieces else self.text
        return self.told

    @property
    def link_density(self):
        cdef double density = <double>self.link_chars / <double>len(self.text)
        return density if density < 1.0 else 1.0


cdef str _line(str text):
    """`" ".join(text.split())`: most texts have no white space to lose but at their ends."""
    cdef Py_ssize_t i, size = len(text), first = -1, last = -1
    cdef bint space
    cdef Py_UCS4 char
    cdef bint odd = False
    cdef int kind = PyUnicode_KIND(text)
    cdef void* chars = PyUnicode_DATA(text)
    for i in range(size):
        char = PyUnicode_READ(kind, chars, i)
        if char <= 32 or char > 127:
            space = Py_UNICODE_ISSPACE(char)
        else:
            space = False
        if space:
            odd = odd or char != 32 or last < i - 1
        else:
            if first < 0:
                first = i
            elif odd:
                return " ".join(text.split())
            last, odd = i, False
    if first < 0:
        return ""
    return text if first == 0 and last == size - 1 else text[first : last + 1]


cdef Py_ssize_t _stripped(str text):
    """The length of `text.strip()`."""
    cdef Py_ssize_t first = 0, end = len(text)
    while first < end and Py_UNICODE_ISSPACE(PyUnicode_READ_CHAR(text, first)):
        first += 1
    while end > first and Py_UNICODE_ISSPACE(PyUnicode_READ_CHAR(text, end - 1)):
        end -= 1
    return end - first


@cython.final
cdef class Walk:
    """One pass over a tree: `blocks`; by the elements' places, in document order, the place of the parent (`ups`), the
    last place within (`ends`) and the tag; places by tag; and the attributes that are asked for, by their name and the
    element's place."""

    cdef public list blocks
    cdef public list ups
    cdef public list ends
    cdef public list tags
    cdef public dict tagged
    cdef public dict attributes
    cdef public Elements elements
    cdef public Places places
    cdef public Parents parents
    cdef const unsigned char* seen[256]
    cdef int kind_of[256]
    # What attributes said last, by a hash of it: most classes come again and again.
    cdef const char* told[512]
    cdef list said
    cdef list known
    cdef list wanted
    cdef list names
    cdef const char* wanted_names[16]
    cdef dict kinds
    cdef list parts
    cdef int around, links, bolds
    cdef Py_ssize_t link_chars, bold_chars, short

    def __init__(self, cetree._Element root, dict kinds, Py_ssize_t short, tuple attributes):
        self.blocks, self.kinds, self.short = [], kinds, short
        self.ups, self.ends, self.tags, self.tagged, self.parts = [], [], [], {}, []
        self.elements = Elements(root)
        self.places, self.parents = Places(self.elements), Parents(self.elements)
        self.attributes = {name: {} for name in attributes}
        self.names, self.wanted = [name.encode() for name in attributes[:16]], list(self.attributes.values())
        for i in range(len(self.names)):
            self.wanted_names[i] = <const char*><bytes>self.names[i]
        self.known = [None] * 256
        self.said = [None] * 512
        for i in range(256):
            self.seen[i] = NULL
        for i in range(512):
            self.told[i] = NULL
        self.around, self.links, self.bolds = -1, 0, 0
        self.link_chars = self.bold_chars = 0
        self._run(root._c_node)
        self._flush()
        self.elements._close()

    cdef int _slot(self, xmlNode* node) except -1:
        """Where what is known of an element's name stands: the parser keeps each name once, at one address."""
        cdef const unsigned char* address = <const unsigned char*>node.name
        cdef int slot = (<size_t>address >> 3) & 255
        cdef bytes name
        if self.seen[slot] != address:
            name = <bytes>(<const char*>address)
            found = self.kinds.get(name)
            tag = name.decode("utf-8", "replace")
            self.kind_of[slot] = BLOCK if found is None else <int>found
            self.known[slot] = (tag, self.tagged.setdefault(tag, []))
            self.seen[slot] = address
        return slot

    cdef int _named(self, xmlNode* node, object at) except -1:
        """Keeps what the wanted attributes of an element say."""
        cdef xmlAttr* attribute = node.properties
        cdef xmlNode* value
        cdef const char* name
        cdef Py_ssize_t i, number = len(self.names)
        while attribute is not NULL:
            name = <const char*>attribute.name
            for i in range(number if attribute.ns is NULL else 0):
                if name[0] == self.wanted_names[i][0] and strcmp(name, self.wanted_names[i]) == 0:
                    value = attribute.children
                    if value is NULL:
                        said = ""
                    elif value.next is NULL and value.type == XML_TEXT_NODE and value.content is not NULL:
                        said = self._said(<const char*>value.content)
                    else:
                        said = cetree.attributeValue(node, attribute)
                    (<dict>self.wanted[i])[at] = said
                    break
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

    cdef int _text(self, xmlNode* node) except -1:
        """The text nodes from `node` on, up to the next element."""
        cdef const char* content
        cdef str text
        cdef Py_ssize_t size
        while node is not NULL:
            if node.type == XML_TEXT_NODE or node.type == XML_CDATA_SECTION_NODE:
                content = <const char*>node.content
                if content is not NULL and content[0]:
                    if _blank(<const unsigned char*>content):
                        self.parts.append(" ")
                    else:
                        text = PyUnicode_DecodeUTF8(content, strlen(content), "replace")
                        self.parts.append(text)
                        if self.links or self.bolds:
                            size = _stripped(text)
                            if self.links:
                                self.link_chars += size
                            if self.bolds:
                                self.bold_chars += size
            elif _visited(node):
                break
            node = node.next
        return 0

    cdef int _flush(self) except -1:
        cdef str text
        cdef Py_ssize_t number = len(self.parts)
        cdef Block block
        if not number:
            return 0
        text = _line(<str>self.parts[0] if number == 1 else "".join(self.parts))
        if text and self.around >= 0:
            block = Block.__new__(Block)
            block.index, block.text, block.node, block.elements = len(self.blocks), text, self.around, self.elements
            block.link_chars, block.bold_chars = self.link_chars, self.bold_chars
            block.pieces = tuple(self.parts) if number > 1 and len(text) < self.short else ()
            self.blocks.append(block)
        self.parts.clear()
        self.link_chars = self.bold_chars = 0
        return 0

    cdef int _run(self, xmlNode* top) except -1:
        """Down and along the nodes without recursion: pages nest as deep as they like."""
        cdef xmlNode* node = top
        cdef xmlNode* below
        cdef Elements elements = self.elements
        cdef int slot, kind, place = -1, opened = -1
        cdef tuple known
        cdef object at = -1
        # The numbers of the open elements once more, as objects: one for each place is enough for all lists.
        cdef list opened_at = [at]
        while True:
            if node.type == XML_ELEMENT_NODE:
                place += 1
                at = place
                slot = self._slot(node)
                kind, known = self.kind_of[slot], <tuple>self.known[slot]
                elements._append(node, opened, place if kind == BLOCK else self.around)
                self.ups.append(opened_at[len(opened_at) - 1])
                self.ends.append(at)
                self.tags.append(known[0])
                (<list>known[1]).append(at)
                if node.properties is not NULL:
                    self._named(node, at)
                if kind != SILENT:
                    if kind == BLOCK:
                        self._flush()
                        self.around = place
                    elif kind == LINK:
                        self.links += 1
                    elif kind == BOLD:
                        self.bolds += 1
                    self._text(node.children)
                    below = node.children
                    while below is not NULL and not _visited(below):
                        below = below.next
                    if below is not NULL:
                        opened = place
                        opened_at.append(at)
                        node = below
                        continue
                    self._leave(kind, opened)
            # The end of `node`: its tail, then the next element or comment beside it, else up.
            while True:
                if node == top:
                    return 0
                self._text(node.next)
                below = node.next
                while below is not NULL and not _visited(below):
                    below = below.next
                if below is not NULL:
                    node = below
                    break
                node = node.parent
                self.ends[opened] = at
                opened_at.pop()
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


def summed(list blocks, list ups):
    """Of each element, by its place, the characters of the blocks in it, and those of them that stand in links."""
    cdef Py_ssize_t place, up, number = len(ups)
    cdef Py_ssize_t* sums = <Py_ssize_t*>PyMem_Calloc(2 * number + 1, sizeof(Py_ssize_t))
    cdef Py_ssize_t* linked = sums + number
    cdef Block block
    if sums is NULL:
        raise MemoryError
    try:
        for block in blocks:
            sums[block.node] += len(block.text)
            linked[block.node] += min(block.link_chars, len(block.text))
        for place in range(number - 1, -1, -1):
            if sums[place]:
                up = ups[place]
                if up >= 0:
                    sums[up] += sums[place]
                    linked[up] += linked[place]
        return [sums[place] for place in range(number)], [linked[place] for place in range(number)]
    finally:
        PyMem_Free(sums)


def texts_with(list elements, bytes sign):
    """The texts right below these elements that hold a sign."""
    cdef xmlNode* node
    cdef const char* content
    found = []
    for element in elements:
        node = (<cetree._Element?>element)._c_node.children
        while node is not NULL and (node.type == XML_TEXT_NODE or node.type == XML_CDATA_SECTION_NODE):
            content = <const char*>node.content
            if content is not NULL and strstr(content, sign) is not NULL:
                found.append(PyUnicode_DecodeUTF8(content, strlen(content), "replace"))
            node = node.next
    return found


cdef str _value(xmlNode* node, xmlAttr* attribute):
    """What an attribute of an element says."""
    cdef xmlNode* value = attribute.children
    if value is NULL:
        return ""
    if value.next is NULL and value.type == XML_TEXT_NODE and value.content is not NULL:
        return (<const char*>value.content).decode("utf-8")
    return cetree.attributeValue(node, attribute)


def metas_of(list elements, tuple names):
    """What elements say of themselves in one of these attributes (four at most), in lower case → what they contain, in
    one line and in their order, no empty ones."""
    cdef xmlNode* node
    cdef xmlAttr* attribute
    cdef xmlAttr* named[4]
    cdef xmlAttr* content
    cdef const char* name
    cdef Py_ssize_t i, number = len(names)
    cdef list wanted = [each.encode() for each in names[:4]]
    cdef dict found = {}
    cdef str text, key
    for element in elements:
        node = (<cetree._Element?>element)._c_node
        content = named[0] = named[1] = named[2] = named[3] = NULL
        attribute = node.properties
        while attribute is not NULL:
            name = <const char*>attribute.name
            if attribute.ns is NULL and strcmp(name, "content") == 0:
                content = attribute
            for i in range(number if attribute.ns is NULL else 0):
                if strcmp(name, <const char*><bytes>wanted[i]) == 0:
                    named[i] = attribute
            attribute = attribute.next
        text = _line(_value(node, content)) if content is not NULL else ""
        keys = []
        for i in range(number if text else 0):
            if named[i] is not NULL and (key := _value(node, named[i])):
                key = key.strip().lower()
                if key not in keys:
                    keys.append(key)
                    found.setdefault(key, []).append(text)
    return {key: tuple(texts) for key, texts in found.items()}


def text_of(cetree._Element top, dict kinds):
    """The visible text in `top` in one line: a space where a block or line ends."""
    cdef xmlNode* start = top._c_node
    cdef xmlNode* node = start
    cdef list parts = []
    cdef int kind
    cdef const char* content
    while True:
        kind = INLINE
        if node.type == XML_ELEMENT_NODE:
            found = kinds.get(<bytes>(<const char*>node.name))
            kind = BLOCK if found is None else <int>found
            if kind == BLOCK:
                parts.append(" ")
        elif node.type == XML_TEXT_NODE or node.type == XML_CDATA_SECTION_NODE:
            content = <const char*>node.content
            if content is not NULL:
                parts.append(PyUnicode_DecodeUTF8(content, strlen(content), "replace"))
        if node.type == XML_ELEMENT_NODE and kind != SILENT and node.children is not NULL:
            node = node.children
            continue
        if kind == BLOCK and node.type == XML_ELEMENT_NODE:
            parts.append(" ")
        while True:
            if node == start:
                return _line("".join(parts))
            if node.next is not NULL:
                node = node.next
                break
            node = node.parent
            found = kinds.get(<bytes>(<const char*>node.name))
            if found is None:
                parts.append(" ")


# Rows that go through the trees together, in two words of eight bytes.
cdef enum:
    CHUNK = 16

cdef extern from *:
    """
    #define EACH 0x0101010101010101ULL
    #define HIGH 0x8080808080808080ULL
    """
    const unsigned long long EACH, HIGH


cdef struct Test:
    int feature
    # Of the thresholds of that feature, in order, from 0.
    unsigned char threshold
    # The bytes of a row's leaves that it concerns, and what is left of them where the value is greater.
    unsigned char begin
    unsigned char end
    unsigned char left[4]


@cython.final
cdef class Forest:
    """Regression trees, flat: node k asks whether value `feature[k]` is at most `threshold[k]`; yes leads to node
    `left[k]`, no to the node after it; a `feature[k]` of -1 is a leaf that adds `threshold[k]`. Trees begin at `roots`,
    have 32 leaves at most, and rows have `width` numbers, each compared with 127 at most.

    No row walks: each test of a tree whose answer is no strikes out the leaves behind its yes, and of those that are
    left the first is the row's (Lucchese et al. 2015, QuickScorer; Ye et al. 2018, RapidScorer)."""

    cdef Test* tests
    cdef int* first
    cdef double* leaves
    cdef double* thresholds
    cdef int* bounds
    cdef Py_ssize_t trees, width

    def __cinit__(self, feature, threshold, left, roots, Py_ssize_t width):
        cdef Py_ssize_t i, number = len(feature)
        self.trees, self.width = len(roots), width
        self.tests = <Test*>PyMem_Calloc(number, sizeof(Test))
        self.first = <int*>PyMem_Calloc(self.trees + 1, sizeof(int))
        self.leaves = <double*>PyMem_Calloc(32 * self.trees, sizeof(double))
        self.thresholds = <double*>PyMem_Calloc(number, sizeof(double))
        self.bounds = <int*>PyMem_Calloc(width + 1, sizeof(int))
        if not (self.tests and self.first and self.leaves and self.thresholds and self.bounds):
            raise MemoryError
        known = [sorted({t for f, t in zip(feature, threshold) if f == i}) for i in range(width)]
        for i in range(width):
            if len(known[i]) > 127:
                raise ValueError(f"{len(known[i])} thresholds")
            self.bounds[i + 1] = self.bounds[i] + <int>len(known[i])
            for at, value in enumerate(known[i]):
                self.thresholds[self.bounds[i] + <int>at] = value
        for i in range(self.trees):
            self.first[i + 1] = self.first[i]
            self._put((feature, threshold, left, known), i, roots[i], 0)

    def __dealloc__(self):
        PyMem_Free(self.tests)
        PyMem_Free(self.first)
        PyMem_Free(self.leaves)
        PyMem_Free(self.thresholds)
        PyMem_Free(self.bounds)

    cdef int _put(self, tuple nodes, Py_ssize_t tree, Py_ssize_t node, int leaf) except -1:
        """Adds what is below a node, whose leaves begin at `leaf`; where the next ones begin."""
        cdef Test* test
        cdef int end, k
        feature, threshold, left, known = nodes
        if feature[node] < 0:
            if leaf > 31:
                raise ValueError("more than 32 leaves")
            self.leaves[32 * tree + leaf] = threshold[node]
            return leaf + 1
        end = self._put(nodes, tree, left[node], leaf)
        test = &self.tests[self.first[tree + 1]]
        self.first[tree + 1] += 1
        test.feature = feature[node]
        test.threshold = known[feature[node]].index(threshold[node])
        test.begin, test.end = leaf // 8, (end + 7) // 8
        for k in range(32):
            if not leaf <= k < end:
                test.left[k // 8] |= 1 << k % 8
        return self._put(nodes, tree, left[node] + 1, end)

    def score(self, list values):
        """The sum of all trees for one row of numbers."""
        return self.totals(array("d", values))[0]

    def totals(self, double[::1] rows):
        """The sum of all trees for each of the rows, which stand one behind the other."""
        cdef Py_ssize_t i, number = rows.shape[0] // self.width
        cdef double* sums
        cdef unsigned char* ranks
        if number * self.width != rows.shape[0] or not number:
            raise ValueError(f"{rows.shape[0]} numbers where {self.width} are wanted")
        sums = <double*>PyMem_Calloc(number, sizeof(double))
        ranks = <unsigned char*>PyMem_Calloc(CHUNK * self.width, 1)
        try:
            if sums is NULL or ranks is NULL:
                raise MemoryError
            for i in range(0, number, CHUNK):
                self._rank(&rows[i * self.width], min(CHUNK, number - i), ranks)
                self._add(ranks, min(CHUNK, number - i), sums + i)
            return [sums[i] for i in range(number)]
        finally:
            PyMem_Free(sums)
            PyMem_Free(ranks)

    cdef void _rank(self, const double* rows, Py_ssize_t number, unsigned char* ranks) noexcept nogil:
        """How many thresholds of its feature each value is greater than; feature by feature."""
        cdef Py_ssize_t i, k
        cdef int base, size, half
        cdef double value
        cdef const double* edges
        for k in range(self.width):
            edges = self.thresholds + self.bounds[k]
            for i in range(number):
                base, size, value = 0, self.bounds[k + 1] - self.bounds[k], rows[i * self.width + k]
                while size > 1:
                    half = size // 2
                    if value > edges[base + half - 1]:
                        base += half
                    size -= half
                if size and value > edges[base]:
                    base += 1
                ranks[CHUNK * k + i] = base

    cdef void _add(self, const unsigned char* ranks, Py_ssize_t number, double* sums) noexcept nogil:
        """Some rows through all trees, in their order; eight rows are the bytes of one word."""
        cdef Py_ssize_t tree, n, i
        cdef int plane
        cdef unsigned long long most, here, there, left
        cdef const Test* test
        cdef const unsigned long long* column
        # Two words for each eight leaves.
        cdef unsigned long long bits[8]
        cdef const unsigned char* kept = <const unsigned char*>bits
        for tree in range(self.trees):
            for i in range(8):
                bits[i] = ~<unsigned long long>0
            for n in range(self.first[tree], self.first[tree + 1]):
                test = &self.tests[n]
                column = <const unsigned long long*>(ranks + CHUNK * test.feature)
                # The highest bit of each byte stays where the rank is not greater; no byte borrows from the next.
                most = test.threshold * EACH | HIGH
                here, there = (most - column[0]) & HIGH, (most - column[1]) & HIGH
                here, there = here | (here - (here >> 7)), there | (there - (there >> 7))
                for plane in range(test.begin, test.end):
                    left = test.left[plane] * EACH
                    bits[2 * plane] &= here | left
                    bits[2 * plane + 1] &= there | left
            for i in range(number):
                sums[i] += self.leaves[32 * tree + __builtin_ctz(
                    kept[i]
                    | <unsigned int>kept[CHUNK + i] << 8
                    | <unsigned int>kept[2 * CHUNK + i] << 16
                    | <unsigned int>kept[3 * CHUNK + i] << 24
                )]
