# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
"""What the finders of related lists ask of places of a page: boxes around them, titles, where links lead, in C.

`extraction/related/ground.py`, `headlines.py` and `links.py` hold the same in Python, for installs where this was not
built; the tests compare both. It walks libxml2's nodes through lxml's public C interface and never changes them.
"""

cimport cython
from cpython.mem cimport PyMem_Calloc, PyMem_Free
from cpython.unicode cimport PyUnicode_READ_CHAR
from lxml.includes.tree cimport XML_CDATA_SECTION_NODE, XML_COMMENT_NODE, XML_ELEMENT_NODE, XML_PI_NODE, XML_TEXT_NODE
from lxml.includes.tree cimport xmlNode

from extraction._native cimport Block, _text_of

cdef enum:
    # As in `extraction/blocks.py`.
    SILENT_KIND = 2


cdef bint _only_text(xmlNode* node) noexcept nogil:
    cdef xmlNode* below = node.children
    while below is not NULL and (below.type == XML_TEXT_NODE or below.type == XML_CDATA_SECTION_NODE):
        below = below.next
    return below is NULL


cdef str _text_right_below(xmlNode* node):
    """The text of an element before the first element in it."""
    cdef xmlNode* below = node.children
    cdef str text = ""
    while below is not NULL and (below.type == XML_TEXT_NODE or below.type == XML_CDATA_SECTION_NODE):
        if below.content is not NULL:
            text = text + _decoded(<const char*>below.content) if text else _decoded(<const char*>below.content)
        below = below.next
    return text


@cython.final
cdef class Ground:
    """`Ground` of `extraction/related/ground.py`: what the finders ask of places again and again."""

    def __init__(self, layout, words_of, kinds_of, tuple kinds_of_tags, tuple sets, tuple nowhere):
        """`kinds_of_tags`: those of a box, and what a tag does to the text around it (`KINDS` of `extraction/blocks.py`)."""
        cdef dict attributes = layout.attributes
        cdef Py_ssize_t i, at
        cdef int highest = -1
        cdef Block block
        cdef str href
        self.elements, self.tags, self.chars = layout.elements, layout.tags, layout.chars
        self.classes, self.ids, self.hrefs = attributes["class"], attributes["id"], attributes["href"]
        self.words_of, self.kinds_of, (self.tag_kinds, self.tag_looks) = words_of, kinds_of, kinds_of_tags
        (self.heading_tags, self.title_bars, self.silent), self.nowhere = sets, nowhere
        self.blocks = layout.blocks
        self.number = len(self.blocks)
        self.nodes = <int*>PyMem_Calloc(2 * self.number + len(self.hrefs) + 1, sizeof(int))
        if self.nodes is NULL:
            raise MemoryError
        self.orders = self.nodes + self.number
        self.links = self.orders + self.number
        for i in range(self.number):
            block = self.blocks[i]
            self.nodes[i] = <int>block.node
            highest = max(highest, self.nodes[i])
            self.orders[i] = highest
        for place, href in self.hrefs.items():
            at = place
            if href and self.tags[at] == "a":
                self.links[self.linked] = <int>at
                self.linked += 1
        self.known_kinds = <int*>PyMem_Calloc(self.elements.number + 1, sizeof(int))
        if self.known_kinds is NULL:
            raise MemoryError
        self.known_names, self.known_texts, self.known_parts = [None] * self.elements.number, {}, {}
        self.core = -1

    def __dealloc__(self):
        PyMem_Free(self.nodes)
        PyMem_Free(self.body)
        PyMem_Free(self.known_kinds)

    def settle(self, list body, Py_ssize_t core):
        cdef Py_ssize_t i
        PyMem_Free(self.body)
        self.paragraphs = 0
        self.body = <int*>PyMem_Calloc(len(body) + 1, sizeof(int))
        if self.body is NULL:
            raise MemoryError
        for i in range(len(body)):
            self.body[i] = body[i]
        self.paragraphs, self.core = len(body), core

    cpdef frozenset names(self, Py_ssize_t at):
        cdef object found = self.known_names[at]
        if found is None:
            named, marked = self.classes.get(at), self.ids.get(at)
            found = self.words_of(f"{named or ''} {marked or ''}") if named or marked else NO_NAMES
            self.known_names[at] = found
        return <frozenset>found

    cpdef str text(self, Py_ssize_t at):
        cdef str found = self.known_texts.get(at)
        if found is None:
            found = self.known_texts[at] = _text_of(self.elements.nodes[at], self.tag_looks)
        return found

    def plain_text(self, Py_ssize_t at):
        cdef xmlNode* node = self.elements.nodes[at]
        return _text_right_below(node) if _only_text(node) else ""

    cdef bint _is_inline(self, xmlNode* node) except -1:
        found = self.tag_looks.get(<bytes>(<const char*>node.name))
        return found is not None and found != SILENT_KIND

    cpdef int kinds(self, Py_ssize_t at) except -1:
        cdef int found = 0, own, place = <int>at, below = -1
        # On the way up each element keeps, as a number below nought, from which we came.
        while place >= 0 and self.known_kinds[place] <= 0:
            self.known_kinds[place] = -1 - below
            below, place = place, self.elements.ups[place]
        if place >= 0:
            found = self.known_kinds[place] - 1
        place = below
        while place >= 0:
            below = -1 - self.known_kinds[place]
            tag = self.tags[place]
            own = self.tag_kinds.get(tag, 0)
            named, marked = self.classes.get(place), self.ids.get(place)
            if named or marked:
                own |= <int>self.kinds_of(named, marked)
            found |= own
            if found and self._around_body(place):
                found = 0
            self.known_kinds[place] = found + 1
            place = below
        return found

    cdef bint _around_body(self, Py_ssize_t at) except -1:
        cdef Py_ssize_t chars = self.chars[at], all_chars = self.chars[0]
        tag = self.tags[at]
        if tag == "body" or tag == "html" or 2 * chars > all_chars:
            return True
        return at <= self.core <= self.elements.ends[at]

    cpdef bint in_heading_tag(self, Py_ssize_t at) except -1:
        cdef int i
        for i in range(3):
            if at < 0:
                return False
            if self.tags[at] in self.heading_tags:
                return True
            at = self.elements.ups[at]
        return False

    cpdef bint in_title_bar(self, Py_ssize_t at) except -1:
        cdef int i
        cdef str tag
        if self.in_heading_tag(at):
            return True
        for i in range(3):
            if at < 0:
                return False
            tag = self.tags[at]
            if tag == "strong" or tag == "b" or not self.title_bars.isdisjoint(self.names(at)):
                return True
            at = self.elements.ups[at]
        return False

    def heading_lines(self, list lines, Py_ssize_t longest):
        cdef Py_ssize_t size
        cdef Block block
        cdef list found = []
        for block in lines:
            size = len(block.text)
            if size > 2 * longest and not block.link_chars:
                continue
            if block.link_chars < size - 1 or self._is_linked_heading(block.node, size <= longest):
                found.append(block)
        return found

    cdef bint _is_linked_heading(self, Py_ssize_t at, bint is_short) except -1:
        cdef Py_ssize_t place
        if self.in_title_bar(at) if is_short else self.in_heading_tag(at):
            return True
        if self.leads_away(at):
            return False
        for place in range(at, self.elements.ends[at] + 1):
            if self.tags[place] == "a":
                return True
        return False

    def blocks_in(self, Py_ssize_t at):
        cdef int end = self.elements.ends[at]
        cdef Py_ssize_t i
        cdef list found = []
        for i in range(_left_of(self.orders, self.number, at), _left_of(self.orders, self.number, end + 1)):
            if at <= self.nodes[i] <= end:
                found.append(self.blocks[i])
        return tuple(found)

    def first_line(self, Py_ssize_t at):
        cdef int end = self.elements.ends[at]
        cdef Py_ssize_t i
        for i in range(_left_of(self.orders, self.number, at), self.number):
            if self.orders[i] > end:
                return None
            if at <= self.nodes[i] <= end:
                return self.blocks[i]
        return None

    def flag_lines(self, list lines, Py_ssize_t longest, frozenset flags, says, wanted):
        cdef Block block
        cdef list found = []
        for block in lines:
            if not block.link_chars or <double>block.link_chars / <double>len(block.text) < 0.9:
                continue
            if (len(block.text) <= longest and says(block.text) is wanted) or self._begins_with_flag(block.node, flags):
                found.append(block)
        return found

    cdef bint _begins_with_flag(self, Py_ssize_t at, frozenset flags) except -1:
        """Whether the first of what stands in an element that shows text, comments among it, has a tag of `flags`."""
        cdef xmlNode* top = self.elements.nodes[at]
        cdef xmlNode* node = top
        cdef Py_ssize_t place
        for place in range(at + 1, self.elements.ends[at] + 1):
            if self.tags[place] in flags:
                break
        else:
            return False
        while True:
            if node.type == XML_ELEMENT_NODE and node.children is not NULL:
                node = node.children
            else:
                while node != top and node.next is NULL:
                    node = node.parent
                if node == top:
                    return False
                node = node.next
            if node.type == XML_COMMENT_NODE or node.type == XML_PI_NODE:
                if node.content is not NULL and _decoded(<const char*>node.content).strip():
                    return False
            elif node.type == XML_ELEMENT_NODE and _text_right_below(node).strip():
                return _decoded(<const char*>node.name) in flags

    def runs_at(self, set places, Py_ssize_t gap):
        cdef Py_ssize_t i, last = -1
        cdef int at = -1
        cdef bint wanted = False
        cdef list run = []
        cdef list runs = []
        for i in range(self.number):
            if self.nodes[i] != at:
                at = self.nodes[i]
                wanted = at in places
            if not wanted:
                continue
            if not run or i - last > gap:
                run = []
                runs.append(run)
            run.append(self.blocks[i])
            last = i
        return runs

    def linked_lines(self, Py_ssize_t first, Py_ssize_t last):
        cdef Py_ssize_t i
        cdef Block block
        cdef list found = []
        for i in range(_left_of(self.orders, self.number, first + 1), _left_of(self.orders, self.number, last)):
            block = self.blocks[i]
            if block.link_chars and first < block.node < last:
                found.append(block)
        return found

    def bars_leading(self, Py_ssize_t after, set addresses, Py_ssize_t longest):
        cdef Py_ssize_t i, first
        cdef Block block
        cdef list found = []
        for i in range(_left_of(self.orders, self.number, after + 1), self.number):
            block = self.blocks[i]
            if not block.link_chars or len(block.text) > longest or self.nodes[i] <= after:
                continue
            if <double>block.link_chars / <double>len(block.text) < 0.9:
                continue
            first = _left_of(self.links, self.linked, self.nodes[i])
            if first == self.linked or self.links[first] > self.elements.ends[self.nodes[i]]:
                continue
            if self.hrefs[self.links[first]] in addresses and self.in_title_bar(self.nodes[i]):
                found.append((block, self.links[first]))
        return found

    def plain_headings(self, Py_ssize_t first, Py_ssize_t number, frozenset tags, Py_ssize_t longest):
        cdef Py_ssize_t i
        cdef Block block
        cdef list found = []
        for i in range(first, min(first + number, self.number)):
            block = self.blocks[i]
            if not block.link_chars and len(block.text) <= longest and self.tags[block.node] in tags:
                found.append(block)
        return found

    def blocks_between(self, Py_ssize_t start, Py_ssize_t end):
        cdef Py_ssize_t i, number = 0
        for i in range(self.number):
            number += start < self.nodes[i] < end
        return number

    def blocks_before(self, Py_ssize_t at):
        return _left_of(self.orders, self.number, at)

    def links_in(self, Py_ssize_t at):
        cdef Py_ssize_t i, first = _left_of(self.links, self.linked, at)
        cdef Py_ssize_t stop = _left_of(self.links, self.linked, self.elements.ends[at] + 1)
        return [self.links[i] for i in range(first, stop)]

    cpdef bint leads_away(self, Py_ssize_t at) except -1:
        cdef Py_ssize_t i
        cdef str href
        for i in range(_left_of(self.links, self.linked, at), self.linked):
            if self.links[i] > self.elements.ends[at]:
                return False
            href = self.hrefs[self.links[i]]
            if not href.startswith(self.nowhere):
                return True
        return False

    def boxes(self, list entries, set tops):
        cdef dict owners = {}
        cdef list found = []
        cdef list links
        # In order, each once.
        cdef dict own
        cdef Py_ssize_t number, at, up
        cdef object owner
        for number in range(len(entries)):
            links = entries[number]
            for place in links:
                at = place
                while at >= 0:
                    owner = owners.get(at)
                    if owner is None:
                        owners[at] = number
                    elif owner == -1 or owner == number:
                        break
                    else:
                        owners[at] = -1
                    at = self.elements.ups[at]
        for number in range(len(entries)):
            links, own = entries[number], {}
            for place in links:
                at = place
                while at not in tops:
                    up = self.elements.ups[at]
                    if up < 0 or owners.get(up) != number or self._holds_body(up):
                        break
                    at = up
                own[at] = None
            found.append(list(own))
        return owners, found

    def holds_link_between(self, Py_ssize_t start, Py_ssize_t end):
        cdef Py_ssize_t first = _left_of(self.links, self.linked, start + 1)
        return first < self.linked and self.links[first] < end

    def siblings_after(self, Py_ssize_t at):
        cdef int up = self.elements.ups[at]
        cdef int end = self.elements.ends[up] if up >= 0 else -1
        cdef list found = []
        at = self.elements.ends[at] + 1
        while at <= end:
            if self.tags[at] not in self.silent:
                found.append(at)
            at = self.elements.ends[at] + 1
        return found

    def is_inserted(self, Py_ssize_t at):
        cdef int up = self.elements.ups[at], items = 0
        while up >= 0 and self.tags[up] != "ul" and self.tags[up] != "ol":
            at = up
            up = self.elements.ups[at]
        if up < 0 or self.tags[at] == "li" or self.tags[at] == "a":
            return False
        at = up + 1
        while at <= self.elements.ends[up] and items < 3:
            items += self.tags[at] == "li"
            at = self.elements.ends[at] + 1
        return items == 3

    def holds_body(self, Py_ssize_t at):
        return self._holds_body(at)

    cdef bint _holds_body(self, Py_ssize_t at) noexcept:
        cdef Py_ssize_t i = _left_of(self.body, self.paragraphs, at)
        return i < self.paragraphs and self.body[i] <= self.elements.ends[at]

    def stands_on(self, Py_ssize_t at, Py_ssize_t box, Py_ssize_t levels):
        while at >= 0 and at != box and levels >= 0:
            at = self.elements.ups[at]
            levels -= 1
        return levels >= 0


@cython.final
cdef class Titles:
    """`_titles` of `extraction/related/headlines.py`, made of that module's sets of names and tags."""

    cdef frozenset titles, over_titles, heading_tags, around, silent
    cdef int own

    def __init__(self, frozenset titles, frozenset over_titles, tuple tags, int own):
        """`tags`: of headings, of what may stand around a link as a heading, and of what shows no text."""
        self.titles, self.over_titles, self.own = titles, over_titles, own
        self.heading_tags, self.around, self.silent = tags

    def of(self, Ground ground, Py_ssize_t link):
        """Ranks and places, in page order, the link last."""
        cdef Elements elements = ground.elements
        cdef Py_ssize_t at
        cdef int level, is_marked
        cdef str tag
        cdef list found = []
        for at in range(link, elements.ends[link] + 1):
            tag = ground.tags[at]
            is_marked = self._marked(ground.names(at))
            if is_marked >= 0 and (is_marked or tag in self.heading_tags) and tag not in self.silent:
                found.append((0 if is_marked else <int>tag[1] - 48, at))
        at = link
        for level in range(2):
            at = elements.ups[at]
            if at < 0:
                break
            if ground.tags[at] in self.around or self._marked(ground.names(at)) > 0:
                found.append((1, link))
                return found
        found.append((self.own, link))
        return found

    cdef int _marked(self, frozenset names) except -2:
        """Whether an element of these names is marked as a title: 1 or 0; -1 where it is over one."""
        if not names:
            return 0
        if not self.over_titles.isdisjoint(names):
            return -1
        return not self.titles.isdisjoint(names)


@cython.final
cdef class Targets:
    """`Targets` of `extraction/related/entries.py`: which links of a page may be an entry's."""

    cdef Ground ground
    cdef dict rels, known, told
    cdef object absolute, leads, leads_here, key_of, looks, is_by, is_own
    cdef frozenset own, above, labels, narrow
    cdef tuple stems, relations
    cdef int ad

    def __init__(self, Ground ground, dict rels, tuple asked, tuple own, tuple refused):
        """`asked`: the absolute address of a link's, whether it leads to an article (anywhere, of this page), its key,
        whether it looks like an article's, and whether a link and its address are an author's; `own`: the keys of the
        page's own addresses and of those above, how others of it begin, and whether one is; `refused`: names, tags
        whose names count for the link, relations, and the bit of advertisements."""
        self.ground, self.rels, self.known, self.told = ground, rels, {}, {}
        self.absolute, self.leads, self.leads_here, self.key_of, self.looks, self.is_by = asked
        self.own, self.above, self.stems, self.is_own = own
        self.labels, self.narrow, self.relations, self.ad = refused

    def of(self, Py_ssize_t at):
        return self._of(at)

    cdef object _of(self, Py_ssize_t at):
        found = self.known.get(at, self)
        if found is self:
            found = self.known[at] = self._looked_up(at)
        return found

    cdef object _looked_up(self, Py_ssize_t at):
        href = self.ground.hrefs[at]
        # A teaser's picture and its headline lead to one address.
        target = self.told.get(href, self)
        if target is self:
            target = self.told[href] = self._target(href)
        if target is None or self.ground.kinds(at) & self.ad or self._refused(at, href):
            return None
        return target

    cdef object _target(self, str href):
        """Address and key of any link with that address in the source, None where they are of no entry."""
        cdef str key
        url = self.absolute(href)
        if url is None or not (self.leads(url) or self.leads_here(url)):
            return None
        key = self.key_of(url)
        if key in self.own or key in self.above:
            return None
        return None if ("?" in key or key.startswith(self.stems)) and self.is_own(key) else (url, key)

    cdef bint _refused(self, Py_ssize_t at, str href) except -1:
        cdef str relation
        cdef int up = self.ground.elements.ups[at]
        rel = self.rels.get(at)
        if rel:
            rel = rel.lower()
            for relation in self.relations:
                if relation in rel:
                    return True
        if _may_be_author(href) and self.is_by(self.ground.elements._at(at), href):
            return True
        if self.labels.isdisjoint(self.ground.names(at)):
            if up < 0 or self.ground.tags[up] not in self.narrow or self.labels.isdisjoint(self.ground.names(up)):
                return False
        return not self.looks(href)

    def grouped(self, list links):
        cdef dict found = {}
        for at in links:
            target = self._of(at)
            if target is not None:
                url, key = target
                group = found.get(key)
                if group is None:
                    found[key] = (url, key, [at])
                else:
                    (<list>(<tuple>group)[2]).append(at)
        return list(found.values())


cdef bint _may_be_author(str href):
    """Whether a name in an address begins as one of `AUTHOR_PATH` of `extraction/related/entries.py` does."""
    cdef Py_ssize_t i
    cdef unsigned int key
    for i in range(len(href) - 3):
        if PyUnicode_READ_CHAR(href, i) != u"/":
            continue
        key = _with_letter(<unsigned int>PyUnicode_READ_CHAR(href, i + 1), PyUnicode_READ_CHAR(href, i + 2)) & 1023
        # au, co, pr, pe, st, jo
        if key in (53, 111, 530, 517, 628, 335):
            return True
    return False


cdef frozenset NO_NAMES = frozenset()


cdef Py_ssize_t _left_of(const int* numbers, Py_ssize_t number, Py_ssize_t wanted) noexcept nogil:
    """`bisect_left`."""
    cdef Py_ssize_t low = 0, high = number, middle
    while low < high:
        middle = (low + high) // 2
        if numbers[middle] < wanted:
            low = middle + 1
        else:
            high = middle
    return low
