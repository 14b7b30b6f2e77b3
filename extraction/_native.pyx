# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
"""The hot loops of reading a page, in C: the pass over the tree, the text of an element, and the trees of the scorer.

`extraction/blocks.py` and `extraction/forest.py` hold the same in Python: they are used where this module was not built,
and the tests compare both. It walks libxml2's nodes through lxml's public C interface and never changes them.
"""

cimport cython
from cpython.unicode cimport PyUnicode_DecodeUTF8
from libc.string cimport strcmp, strlen
from lxml.includes cimport etreepublic as cetree
from lxml.includes.tree cimport XML_CDATA_SECTION_NODE, XML_COMMENT_NODE, XML_ELEMENT_NODE, XML_PI_NODE, XML_TEXT_NODE
from lxml.includes.tree cimport xmlAttr, xmlNode

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
cdef class Walk:
    """One pass over a tree: `blocks`; in document order `parents` by element, and the place of each one's parent; and the
    attributes that are asked for, by their name and the element's place."""

    cdef public list blocks
    cdef public list ups
    cdef public list tags
    cdef public dict tagged
    cdef const unsigned char* seen[256]
    cdef int kind_of[256]
    cdef list known
    cdef public dict parents
    cdef public dict places
    cdef public dict attributes
    cdef list wanted
    cdef list names
    cdef const char* wanted_names[16]
    cdef dict kinds
    cdef object make
    cdef list parts
    cdef list around
    cdef list around_at
    cdef int links, bolds
    cdef Py_ssize_t link_chars, bold_chars, short
    cdef cetree._Document doc

    def __init__(self, cetree._Element root, dict kinds, object make, Py_ssize_t short, tuple attributes):
        self.blocks, self.parents, self.kinds, self.make, self.short = [], {}, kinds, make, short
        self.ups, self.tags, self.tagged, self.places = [], [], {}, {}
        self.parts, self.around, self.around_at = [], [], []
        self.attributes = {name: {} for name in attributes}
        self.names, self.wanted = [name.encode() for name in attributes[:16]], list(self.attributes.values())
        for i in range(len(self.names)):
            self.wanted_names[i] = <const char*><bytes>self.names[i]
        self.known = [None] * 256
        for i in range(256):
            self.seen[i] = NULL
        self.links = self.bolds = 0
        self.link_chars = self.bold_chars = 0
        self.doc = root._doc
        self._run(root._c_node)
        self._flush()

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

    cdef int _kind(self, xmlNode* node) except -1:
        return self.kind_of[self._slot(node)]

    cdef int _tag(self, xmlNode* node, Py_ssize_t place) except -1:
        cdef tuple known = self.known[self._slot(node)]
        self.tags.append(known[0])
        (<list>known[1]).append(place)
        return 0

    cdef int _named(self, xmlNode* node, Py_ssize_t place) except -1:
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
                        said = (<const char*>value.content).decode("utf-8")
                    else:
                        said = cetree.attributeValue(node, attribute)
                    (<dict>self.wanted[i])[place] = said
                    break
            attribute = attribute.next
        return 0

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
                            size = len(text.strip())
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
        cdef Py_ssize_t last
        if not self.parts:
            return 0
        text = " ".join("".join(self.parts).split())
        if text and self.around:
            pieces = tuple(self.parts) if len(self.parts) > 1 and len(text) < self.short else ()
            last = len(self.around) - 1
            self.blocks.append(
                self.make(
                    len(self.blocks), text, self.link_chars, self.bold_chars, self.around[last], pieces, self.around_at[last]
                )
            )
        self.parts.clear()
        self.link_chars = self.bold_chars = 0
        return 0

    cdef int _run(self, xmlNode* top) except -1:
        """Down and along the nodes without recursion: pages nest as deep as they like."""
        cdef xmlNode* node = top
        cdef xmlNode* below
        cdef int kind
        cdef object element
        cdef list opened = [None]
        cdef list opened_at = [-1]
        cdef Py_ssize_t place = -1
        while True:
            if node.type == XML_ELEMENT_NODE:
                element = cetree.elementFactory(self.doc, node)
                place += 1
                self.parents[element] = opened[len(opened) - 1]
                self.places[element] = place
                self.ups.append(opened_at[len(opened_at) - 1])
                self._tag(node, place)
                if node.properties is not NULL:
                    self._named(node, place)
                kind = self._kind(node)
                if kind != SILENT:
                    if kind == BLOCK:
                        self._flush()
                        self.around.append(element)
                        self.around_at.append(place)
                    elif kind == LINK:
                        self.links += 1
                    elif kind == BOLD:
                        self.bolds += 1
                    self._text(node.children)
                    below = node.children
                    while below is not NULL and not _visited(below):
                        below = below.next
                    if below is not NULL:
                        opened.append(element)
                        opened_at.append(place)
                        node = below
                        continue
                    self._leave(kind)
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
                opened.pop()
                opened_at.pop()
                self._leave(self._kind(node))
        return 0

    cdef int _leave(self, int kind) except -1:
        if kind == BLOCK:
            self._flush()
            self.around.pop()
            self.around_at.pop()
        elif kind == LINK:
            self.links -= 1
        elif kind == BOLD:
            self.bolds -= 1
        return 0


def summed(list blocks, list ups):
    """Of each element, by its place, the characters of the blocks in it, and those of them that stand in links."""
    cdef Py_ssize_t place, up, number = len(ups)
    cdef list chars = [0] * number, links = [0] * number
    cdef Py_ssize_t size, linked
    for block in blocks:
        place, size, linked = block.node, len(<str>block.text), block.link_chars
        chars[place] = <Py_ssize_t>chars[place] + size
        if linked:
            links[place] = <Py_ssize_t>links[place] + min(linked, size)
    for place in range(number - 1, -1, -1):
        size, up = chars[place], ups[place]
        if size and up >= 0:
            chars[up] = <Py_ssize_t>chars[up] + size
            linked = links[place]
            if linked:
                links[up] = <Py_ssize_t>links[up] + linked
    return chars, links


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
                return " ".join("".join(parts).split())
            if node.next is not NULL:
                node = node.next
                break
            node = node.parent
            found = kinds.get(<bytes>(<const char*>node.name))
            if found is None:
                parts.append(" ")


@cython.final
cdef class Forest:
    """Regression trees, flat: node k asks whether value `feature[k]` is at most `threshold[k]`; yes leads to node
    `left[k]`, no to the node after it; a `feature[k]` of -1 is a leaf that adds `threshold[k]`. Trees begin at `roots`."""

    cdef int[::1] feature
    cdef double[::1] threshold
    cdef int[::1] left
    cdef int[::1] roots
    cdef double[::1] row

    def __init__(self, feature, threshold, left, roots, row):
        self.feature, self.threshold, self.left, self.roots, self.row = feature, threshold, left, roots, row

    def score(self, list values):
        """The sum of all trees for one row of numbers."""
        cdef Py_ssize_t i
        if len(values) != self.row.shape[0]:
            raise ValueError(f"{len(values)} numbers where {self.row.shape[0]} are wanted")
        for i in range(len(values)):
            self.row[i] = values[i]
        return self.total()

    cpdef double total(self):
        """The sum of all trees for the numbers that stand in `row`."""
        cdef Py_ssize_t tree
        cdef int node
        cdef double total = 0.0
        for tree in range(self.roots.shape[0]):
            node = self.roots[tree]
            while self.feature[node] >= 0:
                node = self.left[node] + (self.row[self.feature[node]] > self.threshold[node])
            total += self.threshold[node]
        return total
