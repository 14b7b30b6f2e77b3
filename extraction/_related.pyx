# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
"""What the finders of related lists ask of hundreds of lines, links and boxes of a page, in C.

The modules of `extraction/related` that use it hold the same in Python, for installs where this was not built; the
tests compare both. It walks libxml2's nodes through lxml's public C interface and never changes them.
"""

cimport cython
from cpython.unicode cimport PyUnicode_DATA, PyUnicode_DecodeUTF8, PyUnicode_KIND, PyUnicode_READ, PyUnicode_READ_CHAR
from libc.string cimport memset, strcmp, strlen
from lxml.includes cimport etreepublic as cetree

from extraction._ground cimport Ground, _decoded, _text_right_below, _with_letter
from extraction._native cimport Block, Elements, _text_of
from lxml.includes.tree cimport XML_CDATA_SECTION_NODE, XML_ELEMENT_NODE, XML_TEXT_NODE
from lxml.includes.tree cimport xmlAttr, xmlNode

cdef extern from "Python.h":
    bint Py_UNICODE_ISALNUM(Py_UCS4)
    Py_UCS4 _PyUnicode_ToLowercase(Py_UCS4)
    bint Py_UNICODE_ISDECIMAL(Py_UCS4)
    bint PyUnicode_IS_ASCII(object text)
    const char* PyUnicode_AsUTF8AndSize(object text, Py_ssize_t* size) except NULL

cetree.import_lxml__etree()

cdef enum:
    # Bits of a table of two characters each, and its size in bytes.
    PAIRS = 65536
    ROOM = 8192


def weight(str text):
    """`weight` of `extraction/related/links.py`."""
    cdef Py_ssize_t i, size = len(text), wide = 0, middle = 0
    cdef Py_UCS4 char
    if PyUnicode_IS_ASCII(text):
        return size
    for i in range(size):
        char = PyUnicode_READ_CHAR(text, i)
        if char < 0x0E00:
            continue
        if 0x3400 <= char <= 0x9FFF or 0x3040 <= char <= 0x30FF:
            wide += 1
        elif 0xAC00 <= char <= 0xD7AF or char <= 0x0E7F:
            middle += 1
    return size + 1.6 * wide + middle


@cython.final
cdef class Cues:
    """`may_head` of `extraction/related/words.py`, made of that module's tables."""

    cdef dict chains, signs
    cdef unsigned char fours[ROOM]
    cdef unsigned char pairs[ROOM]
    cdef unsigned char singles[ROOM]
    cdef unsigned char in_words[128]

    def __init__(self, dict starts, tuple signs):
        """`starts`: beginnings of words by their first four letters, or whole words of two or three; `signs`: of languages
        whose words are not taken apart."""
        cdef Py_ssize_t i, free
        cdef unsigned int key
        cdef str start, sign
        # Beginnings by the key of their first four letters, whatever follows a shorter one.
        self.chains, self.signs = {}, {}
        for i in range(128):
            self.in_words[i] = Py_UNICODE_ISALNUM(<Py_UCS4>i) or i == 95
        for i in range(ROOM):
            self.fours[i] = self.pairs[i] = self.singles[i] = 0
        for start, begins in starts.items():
            if not 2 <= len(start) <= 4:
                raise ValueError(f"{start!r} is no beginning")
            key = 0
            for char in start:
                key = _with_letter(key, ord(char))
            # A shorter one is a whole word, whatever follows it.
            free = 4 - len(start)
            for i in range(1 << 5 * free):
                _mark(self.fours, _four(key << 5 * free | <unsigned int>i))
                self.chains[key << 5 * free | <unsigned int>i] = (
                    *self.chains.get(key << 5 * free | <unsigned int>i, ()), *begins
                )
        for sign in signs:
            self.signs.setdefault(sign[:2], []).append(sign)
            if len(sign) == 1:
                _mark(self.singles, <unsigned int>ord(sign) & (PAIRS - 1))
            else:
                _mark(self.pairs, _pair(ord(sign[0]), ord(sign[1])))

    def heads(self, str text):
        """`may_head`."""
        return self._heads(text, len(text), False)

    cdef bint _heads(self, str text, Py_ssize_t end, bint folded) except -1:
        """`may_head` of the first characters up to `end`; `folded`: they are in one case."""
        cdef Py_ssize_t i, last_at = 0
        cdef int kind = PyUnicode_KIND(text)
        cdef void* data = PyUnicode_DATA(text)
        cdef Py_UCS4 char, last = 0
        cdef unsigned int key = 0
        if PyUnicode_IS_ASCII(text):
            return self._heads_plainly(text, end)
        # With what is free behind a word of two letters at the end.
        for i in range(end + 2):
            char = PyUnicode_READ(kind, data, i) if i < end else u" "
            if char >= 128:
                if char >= 0x0590 and self._is_sign(last, char, kind, data, last_at, end):
                    return True
                last, last_at = char, i
                if not 0x2E80 <= char < 0xA000:
                    if not folded and _folds_apart(char):
                        text = text[:end].casefold().replace("i\u0307", "i")
                        return self._heads(text, len(text), True)
                    char = _PyUnicode_ToLowercase(char)
            elif char != u" ":
                last, last_at = char, i
            # The last four letters, and what stands before them.
            key = _with_letter(key, char)
            if _marked(self.fours, _four(key)) and i >= 3 and not (i >= 4 and _in_word(kind, data, i - 4)):
                if self._begins(key, i - 3, end, kind, data):
                    return True
        return False

    cdef bint _heads_plainly(self, str text, Py_ssize_t end) except -1:
        """`_heads` of a text in ASCII: only where words begin."""
        cdef const unsigned char* chars = <const unsigned char*>PyUnicode_DATA(text)
        cdef Py_ssize_t at = 0, k
        cdef unsigned int key
        while True:
            while at < end and not self.in_words[chars[at]]:
                at += 1
            if at > end - 2:
                return False
            key = 0
            for k in range(at, at + 4):
                key = _with_letter(key, chars[k] if k < end else 32)
            if _marked(self.fours, _four(key)) and self._begins(key, at, end, PyUnicode_KIND(text), <void*>chars):
                return True
            while at < end and self.in_words[chars[at]]:
                at += 1

    cdef inline bint _is_sign(
        self, Py_UCS4 first, Py_UCS4 second, int kind, void* data, Py_ssize_t at, Py_ssize_t end
    ) except -1:
        """Whether `second` is a sign, or one begins with both, the first of which stands at `at`."""
        if _marked(self.singles, <unsigned int>second & (PAIRS - 1)) and chr(second) in self.signs:
            return True
        return _marked(self.pairs, _pair(first, second)) and self._goes_on(
            self.signs.get(chr(first) + chr(second), ()), kind, data, at, end
        )

    cdef bint _goes_on(self, signs, int kind, void* data, Py_ssize_t at, Py_ssize_t end) except -1:
        """Whether one of the signs stands there, spaces aside."""
        cdef str sign
        cdef Py_ssize_t i, k, size
        for sign in signs:
            i, k, size = at, 0, len(sign)
            while i < end and k < size:
                if PyUnicode_READ(kind, data, i) == PyUnicode_READ_CHAR(sign, k):
                    k += 1
                elif PyUnicode_READ(kind, data, i) != 32:
                    break
                i += 1
            if k == size:
                return True
        return False

    cdef bint _begins(self, unsigned int key, Py_ssize_t start, Py_ssize_t end, int kind, void* data) except -1:
        """Whether the word that starts there begins as one of the cues of that key."""
        cdef str cue
        for cue in self.chains.get(key, ()):
            if _begins_with(cue, start, end, kind, data):
                return True
        return False

    def images(self, Elements elements, list places, Py_ssize_t longest):
        """`cued_images` of `extraction/related/words.py`."""
        cdef list found = []
        cdef Py_ssize_t place
        cdef xmlNode* node
        for place in places:
            node = elements.nodes[place]
            text = _attribute(node, "alt") or _attribute(node, "title")
            if text and len(text) <= longest and self._heads(text, len(text), False):
                found.append((elements._at(place), text))
        return found

    def among(self, tuple blocks, list tags, frozenset headings, Py_ssize_t short, Py_ssize_t longest):
        """`cued_lines` of `extraction/related/words.py`."""
        cdef Py_ssize_t size
        cdef Block block
        cdef list found = []
        for block in blocks:
            size = len(block.text)
            if size > short:
                if size > longest:
                    continue
                if block.link_chars >= size - 1 or (size > 2 * short and not block.link_chars):
                    if tags[block.node] not in headings:
                        continue
            if self._heads(block.text, min(size, 2 * short), False):
                found.append(block)
        return found

    def telling(self, Ground ground, list lines, Py_ssize_t longest, told):
        """`_telling` of `extraction/related/headed.py`. `told(text, is linked)` is a pair of None where a short line says
        nothing."""
        cdef Block block
        cdef tuple said
        cdef Py_ssize_t size
        cdef list found = []
        for block in lines:
            size = len(block.text)
            if size <= longest:
                said = told(block.text, block.link_chars > 0)
                if said[0] is not None or said[1] is not None:
                    found.append(block)
                    continue
            # Of no use to `heading_lines`, which looks at what is left.
            if block.link_chars >= size - 1 and not ground._is_linked_heading(block.node, size <= longest):
                continue
            if block.link_chars and self._may_be_labelled(block, size, longest, told):
                found.append(block)
            elif size <= 2 * longest and self._may_be_shared(ground, block, told):
                found.append(block)
        return found

    cdef bint _may_be_labelled(self, Block block, Py_ssize_t size, Py_ssize_t longest, told) except -1:
        """Whether a line may begin with a label: what ends one stands in it, or its first piece is all that is no link."""
        cdef Py_ssize_t i
        cdef str piece
        for i in range(min(size, longest)):
            if _ends_label(PyUnicode_READ_CHAR(block.text, i)):
                return True
        for piece in block.pieces:
            piece = " ".join(piece.split())
            if piece:
                return len(piece) <= size - block.link_chars + 3 and self._says(piece, told)
        return False

    cdef bint _may_be_shared(self, Ground ground, Block block, told) except -1:
        """Whether a part of a line is a heading: the text before the first element within, or an inline element."""
        cdef Py_ssize_t at = block.node
        cdef xmlNode* node = ground.elements.nodes[at]
        cdef str tag = ground.tags[at], text
        cdef dict parts
        if tag == "p" or tag == "li" or (ground.elements.ends[at] == at and block.runs is None):
            return False
        text = _text_right_below(node)
        if text and self._says(text, told):
            return True
        # Once for all lines of an element.
        parts = ground.known_parts.get(at)
        if parts is None:
            parts = ground.known_parts[at] = {}
            self._add_parts(ground, node, parts, told)
        for text in parts:
            if len(text) < len(block.text) and text in block.text:
                return True
        return False

    cdef bint _says(self, str text, told) except -1:
        """Whether a part of a line is a heading."""
        cdef tuple said
        if not self._heads(text, len(text), False):
            return False
        said = told(text, True)
        return said[0] is not None

    cdef int _add_parts(self, Ground ground, xmlNode* node, dict parts, told) except -1:
        """Adds the texts of the inline elements right below, and below such ones, that are headings."""
        cdef xmlNode* below = node.children
        cdef str text
        while below is not NULL:
            if below.type == XML_ELEMENT_NODE and ground._is_inline(below):
                text = _text_of(below, ground.tag_looks)
                if text and text not in parts and self._says(text, told):
                    parts[text] = None
                self._add_parts(ground, below, parts, told)
            below = below.next
        return 0


cdef inline unsigned int _four(unsigned int key) noexcept nogil:
    return (key ^ key >> 7) & (PAIRS - 1)


cdef inline bint _in_word(int kind, void* data, Py_ssize_t at):
    cdef Py_UCS4 char = PyUnicode_READ(kind, data, at)
    return Py_UNICODE_ISALNUM(char) or char == 95


cdef inline bint _ends_label(Py_UCS4 char) noexcept nogil:
    """Whether a label may end with that: `_LABEL_END` of `extraction/related/words.py`."""
    if char < 128:
        return char == 58 or char == 93 or char == 124 or char == 62 or char == 45
    return char in u"：】｜»▶►–—"


cdef bint _begins_with(str cue, Py_ssize_t start, Py_ssize_t end, int kind, void* data) except -1:
    """Whether the word that starts there, in one case, begins with a cue; one of less than four letters is all of it."""
    cdef Py_ssize_t k, size = len(cue)
    cdef Py_UCS4 char
    if start + size > end:
        return False
    for k in range(size):
        char = PyUnicode_READ(kind, data, start + k)
        if char < 128:
            if 65 <= char <= 90:
                char = <Py_UCS4>(<int>char + 32)
        elif not 0x2E80 <= char < 0xA000:
            # Where one folds apart, all is folded and looked at again.
            char = _PyUnicode_ToLowercase(char)
        if char != PyUnicode_READ_CHAR(cue, k):
            return False
    return size > 3 or start + size == end or not _in_word(kind, data, start + size)


cdef inline bint _folds_apart(Py_UCS4 char) noexcept nogil:
    """Whether a character may be others in one case than its small letter is."""
    if char < 0x0370:
        return char == 0x00B5 or char == 0x00DF or char == 0x0130 or char == 0x0149 or char == 0x017F or char >= 0x01F0
    if char < 0x1E00:
        return char < 0x0400 or 0x0530 <= char < 0x0590 or 0x10A0 <= char < 0x1400 or 0x1C80 <= char
    return char < 0x2000 and not 0x1E00 <= char < 0x1E96 and not 0x1EA0 <= char < 0x1F00 or 0xA640 <= char < 0xAC00 or (
        0xF900 <= char
    )


cdef inline unsigned int _pair(Py_UCS4 first, Py_UCS4 second) noexcept nogil:
    return (<unsigned int>first * 131 + <unsigned int>second) & (PAIRS - 1)


cdef inline void _mark(unsigned char* table, unsigned int key) noexcept nogil:
    table[key >> 3] |= <unsigned char>(1 << (key & 7))


cdef inline bint _marked(const unsigned char* table, unsigned int key) noexcept nogil:
    return table[key >> 3] >> (key & 7) & 1


@cython.final
cdef class Labels:
    """Which labels (class, id) hold one of a few cues of two letters or more in lower-case ASCII, whatever their
    case."""

    cdef list cues
    cdef unsigned char threes[ROOM]

    def __init__(self, *cues):
        cdef str cue
        cdef Py_ssize_t i
        cdef unsigned int key
        self.cues = []
        for i in range(ROOM):
            self.threes[i] = 0
        for cue in cues:
            if len(cue) < 2 or not cue.isascii():
                raise ValueError(f"{cue!r} is no cue")
            self.cues.append(cue.encode())
            # Anything, or the end, may follow a cue of two letters.
            for i in range(32 if len(cue) == 2 else 1):
                key = _with_letter(_with_letter(0, ord(cue[0])), ord(cue[1]))
                _mark(self.threes, _with_letter(key, <Py_UCS4>i if len(cue) == 2 else ord(cue[2])) & 0x7FFF)

    def holding(self, dict labels, list counts=None):
        """The keys of those labels; where there are counts, without keys whose count is 0."""
        cdef str label
        cdef Py_ssize_t at
        cdef size_t slot
        # Most labels come again and again, as the same string: which was asked for last, by its address, and the answer.
        cdef void* asked[256]
        cdef bint answers[256]
        cdef list found = []
        memset(asked, 0, sizeof(asked))
        for key, label in labels.items():
            at = key
            if counts is not None and not <Py_ssize_t>counts[at]:
                continue
            slot = (<size_t><void*>label >> 4 ^ <size_t><void*>label >> 12) & 255
            if asked[slot] != <void*>label:
                answers[slot] = self._holds(label)
                asked[slot] = <void*>label
            if answers[slot]:
                found.append(key)
        return found

    cdef bint _holds(self, str label) except -1:
        cdef Py_ssize_t i, size
        cdef const char* text
        cdef unsigned int key = 0
        cdef bytes cue
        if not PyUnicode_IS_ASCII(label):
            low = label.lower().encode()
            return any([cue in low for cue in self.cues])
        text = PyUnicode_AsUTF8AndSize(label, &size)
        # With the NUL at its end.
        for i in range(size + 1):
            key = _with_letter(key, <unsigned char>text[i])
            if _marked(self.threes, key & 0x7FFF) and i >= 2:
                for cue in self.cues:
                    if _goes_on(text + i - 2, cue):
                        return True
        return False


cdef inline bint _goes_on(const char* text, const char* cue) noexcept nogil:
    """Whether a text that ends with NUL begins with a cue."""
    cdef char char
    while cue[0]:
        char = text[0]
        if 65 <= char <= 90:
            char += 32
        if char != cue[0]:
            return False
        text += 1
        cue += 1
    return True


@cython.final
cdef class Lines:
    """`_gather` of `extraction/related/headlines.py`: the texts of an element, a line end around each block."""

    cdef dict borders
    cdef object beside
    cdef frozenset named

    def __init__(self, dict borders, beside):
        """`borders`: tag → what stands before and after it, None for what shows no text; other tags have none.
        `beside(tag, class, id, has blocks)`: whether an element in a link holds a kicker, a date, a count or a
        summary."""
        self.borders = {tag.encode(): border for tag, border in borders.items()}
        self.beside = beside

    def of(self, cetree._Element element, bint whole):
        """The text, and whether all of it is there: unless `whole`, what stands beside a title is left out."""
        cdef list parts = []
        cdef bint left_out = self._gather(element._c_node, whole, parts, 0)
        return "".join(parts), not left_out

    cdef bint _gather(self, xmlNode* node, bint whole, list parts, int depth) except -1:
        cdef xmlNode* below
        cdef bint left_out = False
        cdef object border
        if depth > 40 or node.type != XML_ELEMENT_NODE:
            return False
        border = self.borders.get(<bytes>(<const char*>node.name), "")
        if border is None:
            return False
        if depth and not whole and self._is_beside(node):
            return True
        if border:
            parts.append(border)
        below = node.children
        while below is not NULL:
            if below.type == XML_TEXT_NODE or below.type == XML_CDATA_SECTION_NODE:
                if below.content is not NULL and below.content[0]:
                    parts.append(_decoded(<const char*>below.content))
            elif below.type == XML_ELEMENT_NODE:
                left_out |= self._gather(below, whole, parts, depth + 1)
            below = below.next
        if border:
            parts.append(border)
        return left_out

    cdef bint _is_beside(self, xmlNode* node) except -1:
        cdef xmlNode* below
        cdef bint is_time = strcmp(<const char*>node.name, "time") == 0
        named = _attribute(node, "class")
        marked = _attribute(node, "id")
        if not is_time and not named and not marked:
            return False
        below = node.children
        while below is not NULL:
            if below.type == XML_ELEMENT_NODE and self.borders.get(<bytes>(<const char*>below.name)) == "\n":
                return self.beside(is_time, named, marked, True)
            below = below.next
        return self.beside(is_time, named, marked, False)


cdef object _attribute(xmlNode* node, const char* name):
    """What an attribute says, None where there is none."""
    cdef xmlAttr* attribute = node.properties
    cdef xmlNode* value
    while attribute is not NULL:
        if attribute.ns is NULL and strcmp(<const char*>attribute.name, name) == 0:
            value = attribute.children
            if value is NULL:
                return ""
            if value.next is NULL and value.type == XML_TEXT_NODE and value.content is not NULL:
                return PyUnicode_DecodeUTF8(<const char*>value.content, strlen(<const char*>value.content), NULL)
            return cetree.attributeValue(node, attribute)
        attribute = attribute.next
    return None


@cython.final
cdef class Likeliest:
    """`_likeliest` of `extraction/related/headlines.py`."""

    cdef object without_dates, without_mark, is_more
    cdef double short, long

    def __init__(self, without_dates, without_mark, is_more, double short, double long):
        """`without_mark`: a line without what may follow a headline behind a bar; weights from which a line counts, and
        from which the first is taken."""
        self.without_dates, self.without_mark, self.is_more = without_dates, without_mark, is_more
        self.short, self.long = short, long

    def of(self, str text):
        cdef str line, best = ""
        cdef double heavy, most = 0
        for line in text.split("\n"):
            if len(line) < 5 or line.isspace():
                continue
            if _has_digit(line):
                line = self.without_dates(line)
            line = " ".join(line.split()).lstrip(":|· ")
            if "|" in line:
                line = self.without_mark(line)
            heavy = weight(line)
            if heavy < self.short or heavy <= most or self.is_more(line):
                continue
            if heavy >= self.long:
                return line
            best, most = line, heavy
        return best


def topic_links(list places, dict hrefs):
    """Those whose address may be that of a topic (`_TOPIC` of `extraction/related/links.py`): the last name but one begins
    as those words do."""
    cdef str href
    cdef Py_ssize_t i
    cdef Py_UCS4 char
    cdef unsigned int key
    cdef list found = []
    for place in places:
        href = hrefs[place]
        i = len(href) - 1
        if i >= 0 and PyUnicode_READ_CHAR(href, i) == u"\n":
            found.append(place)
            continue
        if i >= 0 and PyUnicode_READ_CHAR(href, i) == u"/":
            i -= 1
        while i >= 0 and PyUnicode_READ_CHAR(href, i) != u"/":
            i -= 1
        i -= 1
        while i >= 0 and PyUnicode_READ_CHAR(href, i) != u"/":
            i -= 1
        if i >= 0:
            char = PyUnicode_READ_CHAR(href, i + 1)
            key = _with_letter(<unsigned int>char, PyUnicode_READ_CHAR(href, i + 2)) & 1023
            # ta, to (and tó), th, em, do, is, ha, et, mo
            if char > 127 or key in (641, 655, 659, 648, 173, 143, 307, 257, 180, 431):
                found.append(place)
    return found


def with_digits(str lines, cetree._Element element, Py_ssize_t most):
    """`_lines_with_digits` of `extraction/related/beside.py`."""
    cdef list found = []
    cdef Py_ssize_t left = most
    cdef xmlNode* top = element._c_node
    cdef xmlNode* node = top
    cdef str run = ""
    for line in lines.split("\n"):
        left -= _add_line(line, found)
        if not left:
            return found
    # As `itertext`: each run of text between two elements or comments.
    while True:
        if node.type == XML_TEXT_NODE or node.type == XML_CDATA_SECTION_NODE:
            if node.content is not NULL and node.content[0]:
                run = run + _decoded(<const char*>node.content) if run else _decoded(<const char*>node.content)
        else:
            if run:
                left -= _add_line(run, found)
                run = ""
            if not left:
                return found
            if node.type == XML_ELEMENT_NODE and node.children is not NULL:
                node = node.children
                continue
        while node != top and node.next is NULL:
            node = node.parent
            if run:
                left -= _add_line(run, found)
                run = ""
            if not left:
                return found
        if node == top:
            return found
        node = node.next


cdef Py_ssize_t _add_line(str line, list found) except -1:
    """Adds a line with a digit to those found; 1 for a line that is not blank."""
    line = " ".join(line.split())
    if line and _has_digit(line):
        found.append(line)
    return 1 if line else 0


cdef bint _has_digit(str text):
    cdef Py_ssize_t i
    cdef Py_UCS4 char
    for i in range(len(text)):
        char = PyUnicode_READ_CHAR(text, i)
        if 48 <= char <= 57 if char < 128 else Py_UNICODE_ISDECIMAL(char):
            return True
    return False
