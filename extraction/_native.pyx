# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
"""The hot loops of reading a page, in C: the pass over the tree, and the text of an element.

`extraction/blocks.py` holds the same in Python: it is used where this module was not built, and the tests compare both. It
walks libxml2's nodes through lxml's public C interface and never changes them.
"""

cimport cython
from cpython.mem cimport PyMem_Calloc, PyMem_Free, PyMem_Realloc
from cpython.unicode cimport PyUnicode_DecodeUTF8, PyUnicode_READ_CHAR
from libc.string cimport memcpy, strcmp, strlen, strstr
from lxml.includes cimport etreepublic as cetree
from lxml.includes.tree cimport XML_CDATA_SECTION_NODE, XML_COMMENT_NODE, XML_ELEMENT_NODE, XML_PI_NODE, XML_TEXT_NODE
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
    LINK = 3
    BOLD = 4


# Numbers that are wanted on every page, made once: those of places and of characters.
cdef enum:
    MOST_NUMBERS = 65536
cdef list _numbers = []


cdef inline object _number(Py_ssize_t value):
    if value < len(_numbers):
        return _numbers[value]
    if value == len(_numbers) and value < MOST_NUMBERS:
        _numbers.append(value)
    return value


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
        if runs[i] == 0:
            i += 1
            continue
        space = _space_at(runs + i) if runs[i] <= 32 or runs[i] >= 0xC2 else 0
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
    return at


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
    # The text since the last block: its runs, each of which ends with a nought, and room for the line of them.
    cdef unsigned char* runs
    cdef unsigned char* line
    cdef Py_ssize_t filled, room, number
    cdef int around, links, bolds
    cdef Py_ssize_t link_chars, bold_chars, short

    def __init__(self, cetree._Element root, dict kinds, Py_ssize_t short, tuple attributes):
        self.blocks, self.kinds, self.short = [], kinds, short
        self.ups, self.ends, self.tags, self.tagged = [], [], [], {}
        self.filled = self.room = self.number = 0
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

    def __dealloc__(self):
        PyMem_Free(self.runs)
        PyMem_Free(self.line)

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
        cdef const unsigned char* content
        cdef Py_ssize_t size
        while node is not NULL:
            if node.type == XML_TEXT_NODE or node.type == XML_CDATA_SECTION_NODE:
                content = <const unsigned char*>node.content
                if content is not NULL and content[0]:
                    if _blank(content):
                        content = b" "
                    elif self.links or self.bolds:
                        size = _stripped(content)
                        if self.links:
                            self.link_chars += size
                        if self.bolds:
                            self.bold_chars += size
                    self._keep(content, strlen(<const char*>content) + 1)
            elif _visited(node):
                break
            node = node.next
        return 0

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
            block.link_chars, block.bold_chars = self.link_chars, self.bold_chars
            if self.number > 1 and len(block.text) < self.short:
                block.runs = (<const char*>self.runs)[: self.filled - 1]
            self.blocks.append(block)
        self.filled = self.number = 0
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
                at = _number(place)
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
                elements.ends[opened] = place
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
        return [_number(sums[place]) for place in range(number)], [_number(linked[place]) for place in range(number)]
    finally:
        PyMem_Free(sums)


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
