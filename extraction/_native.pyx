# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
"""A page's elements and blocks in C, the elements of a tag and what they say, and the text of an element.

`extraction/blocks.py` and `extraction/view.py` hold the same in Python: it is used where this module was not built, and the
tests compare both. It walks libxml2's nodes through lxml's public C interface and never changes them.
"""

cimport cython
from cpython.mem cimport PyMem_Calloc, PyMem_Free, PyMem_Realloc
from cpython.unicode cimport PyUnicode_DecodeUTF8, PyUnicode_READ_CHAR
from libc.string cimport strcmp, strlen, strstr
from lxml.includes cimport etreepublic as cetree
from lxml.includes.tree cimport XML_CDATA_SECTION_NODE, XML_ELEMENT_NODE, XML_TEXT_NODE
from lxml.includes.tree cimport xmlAttr, xmlNode

cdef extern from "Python.h":
    bint Py_UNICODE_ISSPACE(Py_UCS4)
    int PyUnicode_KIND(object text)
    void* PyUnicode_DATA(object text)
    Py_UCS4 PyUnicode_READ(int kind, void* chars, Py_ssize_t at)

cetree.import_lxml__etree()

# What an element does to the text around it; the same numbers as in `extraction/blocks.py`.
cdef enum:
    BLOCK = 0
    INLINE = 1
    SILENT = 2


@cython.final
cdef class Elements:
    """The elements of a tree in document order. One is made into lxml's Python object when somebody asks for it, and
    kept from then on: a page has thousands, of which hardly a tenth is asked for."""

    def __cinit__(self, cetree._Element root):
        self.doc, self.made, self.number, self.room = root._doc, [], 0, 0

    def __dealloc__(self):
        PyMem_Free(self.nodes)
        PyMem_Free(self.ups)
        PyMem_Free(self.ends)
        PyMem_Free(self.boxes)
        PyMem_Free(self.slots)

    cdef int _append(self, xmlNode* node, int up, int box) except -1:
        if self.number == self.room:
            self.room = 2 * self.room if self.room else 1024
            self.nodes = <xmlNode**>_grown(self.nodes, self.room * sizeof(xmlNode*))
            self.ups = <int*>_grown(self.ups, self.room * sizeof(int))
            self.ends = <int*>_grown(self.ends, self.room * sizeof(int))
            self.boxes = <int*>_grown(self.boxes, self.room * sizeof(int))
        self.nodes[self.number], self.ups[self.number], self.boxes[self.number] = node, up, box
        self.ends[self.number] = <int>self.number
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

    @property
    def element(self):
        return self.elements._at(self.node)

    @property
    def chars(self):
        return len(self.text)

    @property
    def pieces(self):
        if self.runs is None:
            return ()
        if self.parted is None:
            self.parted = tuple([run.decode("utf-8", "replace") for run in self.runs.split(b"\0")])
        return self.parted

    @property
    def spaced(self):
        if self.runs is None:
            return self.text
        if self.told is None:
            self.told = _line(self.runs.replace(b"\0", b" ").decode("utf-8", "replace"))
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


cdef inline bint _is_heading(str tag):
    """Whether a tag is one of the three largest headings."""
    return len(tag) == 2 and PyUnicode_READ_CHAR(tag, 0) == u"h" and u"1" <= PyUnicode_READ_CHAR(tag, 1) <= u"3"


def headings(tuple blocks, list tags, list ups, list firsts, Py_ssize_t low, Py_ssize_t high, tuple labels, named):
    """What `_headings` of `extraction/headline.py` finds."""
    cdef Block block
    cdef Py_ssize_t number = len(ups), place, unseen = len(firsts), size
    cdef bint near, first
    cdef str tag
    cdef char* is_first = <char*>PyMem_Calloc(number + 1, 1)
    cdef list found = []
    if is_first is NULL:
        raise MemoryError
    try:
        for place in firsts:
            is_first[place + 1] = True
        for block in blocks:
            near = low <= block.index <= high
            if not near and block.index > high and unseen <= 0:
                break
            first = is_first[block.node + 1] or is_first[<Py_ssize_t>ups[block.node] + 1]
            if not near and not first:
                continue
            size, place = len(block.text), ups[block.node]
            tag = <str>tags[block.node]
            if not _is_heading(tag) and place >= 0:
                tag = <str>tags[place]
            if _is_heading(tag) and (near or tag == "h1"):
                unseen -= tag == "h1"
                found.append((block, tag))
            elif near and 3 < size <= 200:
                for label in labels:
                    said = (<dict>label).get(block.node)
                    if said is not None and named(said):
                        found.append((block, "class"))
                        break
                else:
                    if block.bold_chars > 0.9 * size and block.link_chars == 0:
                        found.append((block, "bold"))
        return found
    finally:
        PyMem_Free(is_first)


@cython.final
cdef class Tagged:
    """The elements of one tag, made into lxml's Python objects when somebody asks for them."""

    cdef cetree._Document doc
    cdef xmlNode** nodes
    cdef Py_ssize_t number, room
    cdef list made

    def __cinit__(self, cetree._Element root):
        self.doc, self.made, self.number, self.room = root._doc, [], 0, 0

    def __dealloc__(self):
        PyMem_Free(self.nodes)

    cdef int _append(self, xmlNode* node) except -1:
        if self.number == self.room:
            self.room = 2 * self.room if self.room else 32
            self.nodes = <xmlNode**>_grown(self.nodes, self.room * sizeof(xmlNode*))
        self.nodes[self.number] = node
        self.number += 1
        self.made.append(None)
        return 0

    def __len__(self):
        return self.number

    def __getitem__(self, Py_ssize_t i):
        if not 0 <= i < self.number:
            raise IndexError(i)
        element = self.made[i]
        if element is None:
            element = self.made[i] = cetree.elementFactory(self.doc, self.nodes[i])
        return element


def tagged(cetree._Element root, head, Elements elements, dict places, tuple in_head, frozenset wanted):
    """By tag the elements of these tags: those of some tags in `head`, then those that have a place."""
    cdef dict found = {tag: Tagged(root) for tag in wanted}
    cdef dict names = {tag.encode(): found[tag] for tag in in_head}
    cdef xmlNode* top = NULL if head is None else (<cetree._Element?>head)._c_node
    cdef xmlNode* node = top
    cdef Tagged kept
    cdef Py_ssize_t place
    while node is not NULL:
        if node.type == XML_ELEMENT_NODE:
            kept = names.get(<bytes>(<const char*>node.name))
            # As lxml tells tags: one of a namespace has another.
            if kept is not None and node.ns is NULL:
                kept._append(node)
            if node.children is not NULL:
                node = node.children
                continue
        while node != top and node.next is NULL:
            node = node.parent
        node = NULL if node == top else node.next
    for tag, at in places.items():
        if tag in wanted:
            kept = found[tag]
            for place in at:
                kept._append(elements.nodes[place])
    return found


def child_of(cetree._Element parent, bytes tag):
    """The first element of a tag right below another, None for none: what `find` gives."""
    cdef xmlNode* node = parent._c_node.children
    while node is not NULL:
        if node.type == XML_ELEMENT_NODE and node.ns is NULL and strcmp(<const char*>node.name, tag) == 0:
            return cetree.elementFactory(parent._doc, node)
        node = node.next
    return None


def text_in(Tagged elements):
    """All text in the first of these elements, empty for none: what `itertext` gives."""
    cdef xmlNode* text = elements.nodes[0].children if elements.number else NULL
    if text is NULL:
        return ""
    if text.next is NULL and text.type == XML_TEXT_NODE and text.content is not NULL:
        return (<const char*>text.content).decode("utf-8", "replace")
    return "".join(elements[0].itertext())


def holding(Tagged elements, bytes name, bytes sign):
    """Those elements an attribute of which holds a sign."""
    cdef xmlAttr* attribute
    cdef Py_ssize_t i
    found = []
    for i in range(elements.number):
        attribute = elements.nodes[i].properties
        while attribute is not NULL:
            if attribute.ns is NULL and strcmp(<const char*>attribute.name, name) == 0:
                if sign.decode() in _value(elements.nodes[i], attribute):
                    found.append(elements[i])
                break
            attribute = attribute.next
    return found


def told_by(Tagged elements, bytes first, bytes second):
    """What two attributes of each of these elements say, empty where it has none."""
    cdef xmlAttr* attribute
    cdef Py_ssize_t i
    cdef list found = []
    for i in range(elements.number):
        one = other = ""
        attribute = elements.nodes[i].properties
        while attribute is not NULL:
            if attribute.ns is NULL and strcmp(<const char*>attribute.name, first) == 0:
                one = _value(elements.nodes[i], attribute)
            elif attribute.ns is NULL and strcmp(<const char*>attribute.name, second) == 0:
                other = _value(elements.nodes[i], attribute)
            attribute = attribute.next
        found.append((one, other))
    return found


def texts_with(Tagged elements, bytes sign):
    """The texts right below these elements that hold a sign."""
    cdef xmlNode* node
    cdef const char* content
    cdef Py_ssize_t i
    found = []
    for i in range(elements.number):
        node = elements.nodes[i].children
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


def metas_of(Tagged elements, tuple names):
    """What elements say of themselves in one of these attributes (four at most), in lower case → what they contain, in
    one line and in their order, no empty ones."""
    cdef xmlNode* node
    cdef xmlAttr* attribute
    cdef xmlAttr* named[4]
    cdef xmlAttr* content
    cdef const char* name
    cdef Py_ssize_t i, k, number = len(names)
    cdef list wanted = [each.encode() for each in names[:4]]
    cdef dict found = {}
    cdef str text, key
    for k in range(elements.number):
        node = elements.nodes[k]
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
    return _text_of(top._c_node, kinds)


cdef str _text_of(xmlNode* start, dict kinds):
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
