# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
"""The rows of numbers of a page's blocks (`extraction/features.py`) in C, with the same additions in the same order.

`_Page` in `extraction/features.py` holds the same in Python: it is used where this module was not built, and the tests
compare both. Names, order of the numbers and reasons stand there.
"""

cimport cython
from cpython.mem cimport PyMem_Calloc, PyMem_Free
from cpython.ref cimport PyObject
from cpython.unicode cimport PyUnicode_READ_CHAR
from extraction._lines cimport Cues, has_day, lowered, weight
from extraction._native cimport Block, Elements
from libc.string cimport memcpy

cdef extern from "Python.h":
    bint Py_UNICODE_ISUPPER(Py_UCS4)
    int PyUnicode_KIND(object text)
    void* PyUnicode_DATA(object text)
    Py_UCS4 PyUnicode_READ(int kind, void* chars, Py_ssize_t at)

cdef enum:
    BESIDE = 6
    NEARBY = 4
    MOST_LABELS = 20000

cdef double FAR = 99.0


cdef struct Group:
    int members
    int longs
    unsigned int title
    double weight
    double own
    int cues[BESIDE]


cdef inline unsigned int _pair(str text, Py_ssize_t at):
    """Where two characters of a text stand in a table of 1,024, whatever their case: other letters than those of ASCII,
    which have cases of their own, all stand in one place."""
    cdef Py_UCS4 first = PyUnicode_READ_CHAR(text, at), second = PyUnicode_READ_CHAR(text, at + 1)
    if first >= 128 or second >= 128:
        return 0
    return ((<unsigned int>first | 32) * 31 + (<unsigned int>second | 32)) & 1023


@cython.final
cdef class Tables:
    """What the rows of all pages are made with; the names are those of `extraction/features.py`."""

    cdef readonly Cues cues
    cdef dict tags, ends, tag_bits
    # What labels say; the pages of a site share them.
    cdef dict labels
    cdef str quotes
    cdef object squeezed, said
    cdef int shown[64]
    cdef int nearby[64]
    cdef int beside[64]
    cdef int inside[64]
    cdef int at[64]
    cdef int lengths[5]
    cdef Py_ssize_t length

    def __init__(self, cues, dicts, str quotes, bits, calls, Py_ssize_t length):
        self.length, self.labels = length, {}
        self.cues, self.quotes = cues, quotes
        self.tags, self.ends, self.tag_bits = dicts
        for i, numbers in enumerate(bits):
            self.lengths[i] = len(numbers)
            if not 0 < self.lengths[i] < 64:
                raise ValueError(f"{self.lengths[i]} bits")
        for i, bit in enumerate(bits[0]):
            self.shown[i] = bit
        for i, bit in enumerate(bits[1]):
            self.nearby[i] = bit
        for i, bit in enumerate(bits[2]):
            self.beside[i] = bit
        for i, bit in enumerate(bits[3]):
            self.inside[i] = bit
        for i, bit in enumerate(bits[4]):
            self.at[i] = bit
        self.squeezed, self.said = calls

    cdef int _told_by(self, str label) except -1:
        """What a class, an id or a role says."""
        mask = self.labels.get(label)
        if mask is None:
            if len(self.labels) >= MOST_LABELS:
                self.labels.clear()
            mask = self.labels[label] = self.said(label)
        return mask

    cdef double _end(self, str text) except -1.0:
        """What the last character of a text that is no quote tells of its end."""
        cdef Py_ssize_t at = len(text)
        cdef Py_UCS4 char
        while at:
            at -= 1
            char = PyUnicode_READ_CHAR(text, at)
            if char not in self.quotes:
                return self.ends.get(chr(char), 0.0)
        return 0.0


@cython.final
cdef class Rows:
    """The rows of one page; the steps and their names are those of `extraction.features._Page`."""

    cdef Py_ssize_t count, places
    cdef int groups
    cdef char *arena
    cdef char *free
    # By block.
    cdef double *weights
    cdef double *density
    cdef double *own
    cdef double *before
    cdef double *since
    cdef double *until
    cdef double *runs
    cdef double *kinds
    cdef int *sizes
    cdef int *bolds
    cdef int *nodes
    cdef int *run_of
    cdef int *masks
    cdef int *sums
    cdef int *looks
    cdef int *paths
    cdef int *families
    cdef int *clans
    cdef int *topics
    cdef char *is_long
    cdef char *wanted
    cdef char *near
    # By element.
    cdef double *mass
    cdef double *depths
    cdef double *to_headline
    cdef double *to_top
    cdef int *ups
    cdef int *chars
    cdef int *chain
    cdef int *look_of
    cdef int *path_of
    cdef int *family_of
    cdef int *clan_of
    cdef int *child_of
    cdef int *said
    cdef int *around
    cdef PyObject **class_at
    cdef PyObject **id_at
    cdef PyObject **role_at
    cdef Group *group
    # What labels said last, by their address: the elements of a page share most.
    cdef PyObject* label[256]
    cdef int label_said[256]
    cdef double most, total, most_run, whole, words
    cdef int h1, headline, top, first, last, first_long, last_long, main_run
    cdef Tables tables
    cdef list texts, tags
    cdef dict repeats, attributes
    cdef str told, description

    def __cinit__(self, tuple blocks, Elements elements, Tables tables):
        cdef Py_ssize_t n = len(blocks) + 1, m = elements.number + 2, size
        self.count, self.places, self.tables = n - 1, m - 2, tables
        size = n * (8 * sizeof(double) + 16 * sizeof(int) + 3) + m * (4 * sizeof(double) + 10 * sizeof(int) + 3 * sizeof(PyObject*))
        # Each part begins at a place for doubles.
        size += 4 * n * sizeof(Group) + 40 * sizeof(double)
        self.arena = self.free = <char*>PyMem_Calloc(size, 1)
        if self.arena is NULL:
            raise MemoryError
        self.weights, self.density, self.own = self._doubles(n), self._doubles(n), self._doubles(n)
        self.before, self.since, self.until = self._doubles(n), self._doubles(n), self._doubles(n)
        self.runs, self.kinds = self._doubles(n), self._doubles(n)
        self.mass, self.depths = self._doubles(m), self._doubles(m)
        self.to_headline, self.to_top = self._doubles(m), self._doubles(m)
        self.group = <Group*>self._take(4 * n * sizeof(Group))
        self.sizes, self.bolds, self.nodes, self.run_of = self._ints(n), self._ints(n), self._ints(n), self._ints(n)
        self.masks, self.topics, self.sums = self._ints(n), self._ints(n), self._ints(NEARBY * n)
        self.looks, self.paths, self.families, self.clans = self._ints(n), self._ints(n), self._ints(n), self._ints(n)
        self.ups, self.chars, self.chain = self._ints(m), self._ints(m), self._ints(m)
        self.look_of, self.path_of, self.family_of = self._ints(m), self._ints(m), self._ints(m)
        self.clan_of, self.said, self.around = self._ints(m), self._ints(m), self._ints(m)
        self.child_of = self._ints(m)
        self.class_at = <PyObject**>self._take(m * sizeof(PyObject*))
        self.id_at = <PyObject**>self._take(m * sizeof(PyObject*))
        self.role_at = <PyObject**>self._take(m * sizeof(PyObject*))
        self.is_long, self.wanted, self.near = self._take(n), self._take(n), self._take(n)

    cdef char* _take(self, Py_ssize_t size) noexcept:
        cdef char* room = self.free
        self.free += (size + sizeof(double) - 1) // sizeof(double) * sizeof(double)
        return room

    cdef double* _doubles(self, Py_ssize_t number) noexcept:
        return <double*>self._take(number * sizeof(double))

    cdef int* _ints(self, Py_ssize_t number) noexcept:
        return <int*>self._take(number * sizeof(int))

    def __dealloc__(self):
        PyMem_Free(self.arena)

    def __init__(self, tuple blocks, Elements elements, Tables tables):
        """Weighs the blocks and chooses which get a row; `lowered` and `finish` come next."""
        cdef Py_ssize_t i
        cdef Block block
        cdef double own, density
        self.texts = []
        memcpy(self.ups, elements.ups, self.places * sizeof(int))
        for i in range(self.count):
            block = blocks[i]
            self.texts.append(block.text)
            self.nodes[i], self.sizes[i] = <int>block.node, <int>len(block.text)
            self.bolds[i] = <int>block.bold_chars
            self.weights[i] = own = weight(block.text)
            density = <double>block.link_chars / <double>self.sizes[i]
            self.density[i] = density = density if density < 1.0 else 1.0
            self.own[i] = own * (1.0 - density)
            self.is_long[i] = own > 80.0 and density < 0.3
        self._weigh()
        self._choose()

    cdef inline int _up(self, int node) noexcept:
        return self.ups[node] if node >= 0 else -1

    cdef void _weigh(self) noexcept:
        cdef Py_ssize_t i
        cdef int node, step
        cdef double own
        cdef double shares[4]
        shares[0], shares[1], shares[2], shares[3] = 1.0, 1.0, 0.7, 0.4
        for i in range(self.count):
            own = self.own[i]
            if own != 0.0 and self.weights[i] >= 40:
                node = self.nodes[i]
                for step in range(4):
                    if node < 0:
                        break
                    self.mass[node] += own * shares[step]
                    node = self.ups[node]
            self.before[i + 1] = self.before[i] + own
        self.top = 0
        for i in range(self.places):
            if self.mass[i] > self.mass[self.top]:
                self.top = i
        self.most = self.mass[self.top] if self.mass[self.top] != 0.0 else 1.0
        self.total = self.before[self.count] if self.before[self.count] != 0.0 else 1.0
        self._distances(self.since, 0, 1)
        self._distances(self.until, self.count - 1, -1)

    cdef void _distances(self, double* distances, Py_ssize_t i, int step) noexcept:
        cdef Py_ssize_t last = -1
        while 0 <= i < self.count:
            distances[i] = (i - last if i > last else last - i) if last >= 0 else FAR
            if self.is_long[i]:
                last = i
            i += step

    cdef void _choose(self) noexcept:
        cdef Py_ssize_t i, k, last = self.count
        cdef int grand
        cdef double least = 0.01 * self.most
        for i in range(last):
            grand = self._up(self._up(self.nodes[i]))
            if grand >= 0 and self.mass[grand] >= least:
                self.wanted[i] = True
            if self.own[i] >= 40.0:
                for k in range(max(i - 2, 0), min(i + 3, last)):
                    self.wanted[k] = True
        for i in range(last):
            if self.wanted[i]:
                for k in range(max(i - 8, 0), min(i + 9, last)):
                    self.near[k] = True

    def lowered(self):
        """The texts in lower case whose words count for a row; an empty one for each other block."""
        cdef Py_ssize_t i
        return [lowered((<str>self.texts[i])[:2000]) if self.near[i] else "" for i in range(self.count)]

    def find_headline(self, list tags, str titles, begins):
        """`Topic.headline` over these texts; `tags` by element."""
        cdef Py_ssize_t i
        cdef int best = 0, rank
        cdef str text
        cdef unsigned char starts[1024]
        self.tags = tags
        for i in range(1024):
            starts[i] = i == 0
        for i in range(len(titles) - 1):
            starts[_pair(titles, i)] = 1
        self.h1 = self.headline = -1
        for i in range(self.count):
            if tags[self.nodes[i]] == "h1":
                self.h1 = self.headline = i
                break
        for i in range(self.count):
            if 5 <= self.sizes[i] < 250:
                text = self.texts[i]
                if starts[_pair(text, 0)] and text[:8].lower() in titles:
                    tag = tags[self.nodes[i]]
                    rank = 3 if tag == "h1" else 2 if tag in ("h2", "h3") else 1
                    if (rank > best or (rank == best and best > 1)) and begins(text):
                        best, self.headline = rank, i

    def finish(self, list lower, list topics, double words, dict attributes, list chars, str told, str description):
        """Groups the blocks; `topics` and `words` are those of the page's `Topic`, the rest as in `_Page`."""
        cdef Py_ssize_t i, k
        cdef str low
        self.words, self.told, self.description = words, told, description
        # The rows keep the attributes, so that the labels stay where they are.
        self.attributes = attributes
        self._spread(attributes["class"], self.class_at)
        self._spread(attributes["id"], self.id_at)
        self._spread(attributes["role"], self.role_at)
        for i in range(self.places):
            self.chars[i] = chars[i]
            self.said[i] = self.around[i] = -1
        self.whole = self.chars[0] if self.chars[0] else 1
        for i in range(self.count):
            low = lower[i]
            self.topics[i] = topics[i]
            # Those beside a block that gets a row are near, too.
            if self.near[i]:
                self.kinds[i] = self.tables.tags.get(self.tags[self.nodes[i]], 0.0)
            self.masks[i] = self.tables.cues.mask(low, self.weights[i] > len(low)) if low else 0
            for k in range(NEARBY):
                self.sums[NEARBY * (i + 1) + k] = self.sums[NEARBY * i + k] + (self.masks[i] >> self.tables.nearby[k] & 1)
        self._group()
        self._extent()
        self._find_runs()

    cdef int _spread(self, dict labels, PyObject** by_place) except -1:
        """Puts labels by their elements' places."""
        cdef Py_ssize_t place
        cdef str label
        for place, label in labels.items():
            if not 0 <= place < self.places:
                raise IndexError(place)
            if label:
                by_place[place] = <PyObject*>label
        return 0

    cdef int _group(self) except -1:
        cdef Py_ssize_t i
        cdef int node, parent, grand, before
        cdef dict looks = {}, paths = {}
        cdef str text
        self.repeats = {}
        # The first stands for blocks far from the text.
        self.groups = 1
        for i in range(self.count):
            if not self.near[i]:
                continue
            node = self.nodes[i]
            parent = self.ups[node]
            grand = self._up(parent)
            if not self.look_of[node]:
                # Most blocks look like the one before them in the same element.
                before = self.child_of[parent + 1] - 1
                if before < 0 or self.tags[before] is not self.tags[node]:
                    self.path_of[node] = self._numbered(paths, self._path_key(node))
                    before = -1
                else:
                    self.path_of[node] = self.path_of[before]
                if before < 0 or self.class_at[before] != self.class_at[node]:
                    self.look_of[node] = self._numbered(looks, self._look_key(node, parent))
                else:
                    self.look_of[node] = self.look_of[before]
                self.child_of[parent + 1] = node + 1
            # The last but one place stands for the parent of the root.
            if not self.family_of[parent + 1]:
                self.family_of[parent + 1] = self._new_group()
            if not self.clan_of[grand + 1]:
                self.clan_of[grand + 1] = self._new_group()
            self.looks[i], self.paths[i] = self.look_of[node], self.path_of[node]
            self.families[i], self.clans[i] = self.family_of[parent + 1], self.clan_of[grand + 1]
            self._add(self.looks[i], i)
            self._add(self.paths[i], i)
            self._add(self.families[i], i)
            self._add(self.clans[i], i)
            text = self.texts[i]
            self.repeats[text] = self.repeats.get(text, 0) + 1
        return 0

    cdef int _new_group(self) noexcept:
        self.groups += 1
        return self.groups - 1

    cdef int _numbered(self, dict known, tuple key) except -1:
        number = known.get(key)
        if number is None:
            number = known[key] = self._new_group()
        return number

    cdef tuple _look_key(self, int node, int parent):
        return (
            self.tags[node],
            <str>self.class_at[node] if self.class_at[node] is not NULL else "",
            self.tags[parent] if parent >= 0 else "",
            <str>self.class_at[parent] if parent >= 0 and self.class_at[parent] is not NULL else "",
        )

    cdef tuple _path_key(self, int node):
        cdef list key = []
        cdef int step
        for step in range(5):
            key.append(self.tags[node] if node >= 0 else "")
            node = self._up(node)
        return tuple(key)

    cdef void _add(self, int number, Py_ssize_t i) except *:
        cdef Group* group = &self.group[number]
        cdef int k
        group.members += 1
        group.longs += self.is_long[i]
        group.title |= <unsigned int>self.topics[i]
        group.weight += self.weights[i]
        group.own += self.own[i]
        if self.masks[i]:
            for k in range(BESIDE):
                group.cues[k] += self.masks[i] >> self.tables.beside[k] & 1

    cdef void _steps_to(self, int node, double* steps) noexcept:
        cdef Py_ssize_t i
        cdef double step = 0.0
        for i in range(self.places):
            steps[i] = -1.0
        while node >= 0:
            steps[node] = step
            step += 1.0
            node = self.ups[node]

    cdef double _shared(self, int node, double* steps) noexcept:
        cdef int at = node
        cdef double answer
        while at >= 0 and steps[at] < 0.0:
            at = self.ups[at]
        answer = steps[at] if at >= 0 else FAR
        while node != at:
            steps[node] = answer
            node = self.ups[node]
        return answer

    cdef void _extent(self) noexcept:
        cdef Py_ssize_t i
        cdef bint found = False
        if self.headline >= 0:
            self._steps_to(self.nodes[self.headline], self.to_headline)
        self._steps_to(self.top, self.to_top)
        self.first, self.last = 0, self.count
        self.first_long, self.last_long = -1, self.count
        for i in range(self.count):
            if self.wanted[i] and self._shared(self.nodes[i], self.to_top) == 0.0:
                if not found:
                    self.first = i
                found = True
                self.last = i
            if self.is_long[i]:
                if self.first_long < 0:
                    self.first_long = i
                self.last_long = i
        self.first_long = max(self.first_long, 0)

    cdef void _find_runs(self) noexcept:
        cdef Py_ssize_t i
        cdef int runs = 0, gap = 8
        for i in range(self.count):
            gap += 1
            if self.is_long[i]:
                if not runs or gap > 5:
                    runs += 1
                self.runs[runs - 1] += self.weights[i]
                gap = 0
            self.run_of[i] = runs - 1 if runs and gap <= 4 else -1
        self.main_run = 0
        for i in range(runs):
            if self.runs[i] > self.runs[self.main_run]:
                self.main_run = i
        self.most_run = self.runs[self.main_run] if runs else 1.0

    cdef int _own(self, int node) except -1:
        cdef int mask
        if node < 0:
            return 0
        if self.said[node] < 0:
            mask = self.tables.tag_bits.get(self.tags[node], 0)
            mask |= self._told_by(self.class_at[node])
            mask |= self._told_by(self.id_at[node])
            mask |= self._told_by(self.role_at[node])
            self.said[node] = mask
        return self.said[node]

    cdef int _told_by(self, PyObject* label) except -1:
        """What a label says; nothing where there is none."""
        cdef size_t slot = (<size_t>label >> 5) & 255
        if label is NULL:
            return 0
        if self.label[slot] != label:
            self.label_said[slot] = self.tables._told_by(<str>label)
            self.label[slot] = label
        return self.label_said[slot]

    cdef int _around(self, int node) except -1:
        """What an element and those around it say; their number is left in `depths`."""
        cdef int steps = 0, mask
        cdef double depth
        while node >= 0 and self.around[node] < 0:
            self.chain[steps] = node
            steps += 1
            node = self.ups[node]
        mask = self.around[node] if node >= 0 else 0
        depth = self.depths[node] if node >= 0 else 0.0
        while steps:
            steps -= 1
            node = self.chain[steps]
            depth += 1.0
            tag = self.tags[node]
            mask = 0 if tag == "body" or tag == "html" else mask | self._own(node)
            self.around[node], self.depths[node] = mask, depth
        return mask

    def wanted_blocks(self):
        """The indexes of the blocks that get a row."""
        cdef Py_ssize_t i
        return [i for i in range(self.count) if self.wanted[i]]

    def fill(self, list wanted, double[::1] table):
        """Puts the numbers of these blocks into `table`, one row behind the other."""
        cdef Py_ssize_t i, length = self.tables.length
        cdef double* out
        if table.shape[0] != length * len(wanted):
            raise ValueError(f"{table.shape[0]} numbers where {length * len(wanted)} are wanted")
        out = &table[0] if wanted else NULL
        for i in wanted:
            if not 0 <= i < self.count:
                raise IndexError(i)
            self._fill(i, out)
            out += length

    cdef int _fill(self, Py_ssize_t i, double* row) except -1:
        cdef int node = self.nodes[i], parent = self.ups[self.nodes[i]], k, low, high, mask = self.masks[i]
        cdef int around = self._around(node), at = self._own(node) | self._own(parent)
        cdef double* out = row
        cdef Group* family = &self.group[self.families[i]]
        out = self._look(i, out)
        out[0] = self.depths[node]
        out = self._place(i, node, parent, out + 1)
        out = self._topic(i, node, family, out)
        out = self._clan(i, out)
        out = self._beside(i, out)
        for k in range(self.tables.lengths[0]):
            out[0] = mask >> self.tables.shown[k] & 1
            out += 1
        low, high = max(0, i - 8), min(self.count, i + 9)
        for k in range(NEARBY):
            out[0] = <double>(self.sums[NEARBY * high + k] - self.sums[NEARBY * low + k]) / <double>(high - low)
            out += 1
        for k in range(BESIDE):
            out[0] = <double>family.cues[k] / <double>family.members
            out += 1
        for k in range(self.tables.lengths[3]):
            out[0] = 1.0 if around & self.tables.inside[k] else 0.0
            out += 1
        for k in range(self.tables.lengths[4]):
            out[0] = 1.0 if at & self.tables.at[k] else 0.0
            out += 1
        if out - row != self.tables.length:
            raise AssertionError(f"{out - row} numbers where {self.tables.length} are wanted")
        return 0

    cdef double* _look(self, Py_ssize_t i, double* out) except NULL:
        cdef str text = self.texts[i]
        cdef Py_ssize_t k, size = self.sizes[i], spaces = 0, parts = 1, capitals = 0, marks = 0
        cdef bint begins = True
        cdef int kind = PyUnicode_KIND(text)
        cdef void* chars = PyUnicode_DATA(text)
        cdef const unsigned char* one = <const unsigned char*>chars
        cdef Py_UCS4 char
        cdef double own = self.weights[i]
        for k in range(min(size, 100)):
            char = PyUnicode_READ(kind, chars, k)
            if char == 32:
                parts += 1
                begins = True
            else:
                capitals += begins and Py_UNICODE_ISUPPER(char)
                begins = False
        for k in range(min(size, 300)):
            spaces += PyUnicode_READ(kind, chars, k) == 32
        if kind == 1:
            # No wide mark takes a byte.
            for k in range(size):
                marks += one[k] == 0x2C
        else:
            for k in range(size):
                char = PyUnicode_READ(kind, chars, k)
                marks += char == 0x2C or char == 0xFF0C or char == 0x3002 or char == 0x3001
        out[0] = own
        out[1] = self.density[i]
        out[2] = <double>self.bolds[i] / <double>size if self.bolds[i] < size else 1.0
        out[3] = spaces + 1
        out[4] = <double>min(size, 300) / <double>(spaces + 1)
        out[5] = <double>capitals / <double>parts
        out[6] = <double>marks / <double>size
        out[7] = self.tables._end(text)
        out[8] = self.kinds[i]
        out[9] = <int>self.repeats[text]
        out[10] = 1.0 if self.description and size > 30 and text.startswith(self.description) else 0.0
        out[11] = 0.5
        if self.told:
            out[11] = 1.0 if self.tables.squeezed(text[:200])[:60] in self.told else 0.0
        out[12] = 1.0 if own < 130 and has_day(text) else 0.0
        return out + 13

    cdef double* _figures(self, int number, double* out) noexcept:
        cdef Group* group = &self.group[number]
        out[0] = group.members
        out[1] = group.own / group.members
        out[2] = 1.0 - group.own / group.weight if group.weight != 0.0 else 1.0
        return out + 3

    cdef double* _place(self, Py_ssize_t i, int node, int parent, double* out) noexcept:
        cdef int grand = self._up(parent)
        out[0] = self.mass[node] / self.most
        out[1] = self.mass[parent] / self.most if parent >= 0 else 0.0
        out[2] = self.mass[grand] / self.most if grand >= 0 else 0.0
        out[3] = self.most / self.total
        out[4] = self._shared(node, self.to_top)
        out[5] = <double>(<int>i - self.first) / <double>(self.last - self.first + 1)
        out[6] = <double>(<int>i - self.first_long) / <double>(self.last_long - self.first_long + 1)
        out[7] = self.before[i] / self.total
        out[8] = <double>i / <double>self.count
        out[9] = self.count
        out[10] = <int>i - self.h1 if self.h1 >= 0 else -FAR
        out = self._figures(self.looks[i], out + 11)
        out = self._figures(self.families[i], out)
        out[0] = self.group[self.families[i]].longs
        out[1] = <double>self.chars[parent] / self.whole if parent >= 0 else 1.0
        out[2] = <double>self.chars[grand] / self.whole if grand >= 0 else 1.0
        # Of its three figures the last is written over.
        out = self._figures(self.paths[i], out + 3) - 1
        out[0] = self.since[i]
        out[1] = self.until[i]
        return out + 2

    cdef double* _topic(self, Py_ssize_t i, int node, Group* family, double* out) noexcept:
        cdef Py_ssize_t k
        cdef unsigned int near = 0
        cdef double words = self.words if self.words != 0.0 else 1.0
        cdef int run = self.run_of[i]
        for k in range(max(0, i - 5), min(self.count, i + 6)):
            near |= <unsigned int>self.topics[k]
        out[0] = <int>i - self.headline if self.headline >= 0 else -FAR
        out[1] = self._shared(node, self.to_headline) if self.headline >= 0 else FAR
        out[2] = _bits(<unsigned int>self.topics[i])
        out[3] = _bits(family.title) / words
        out[4] = _bits(near) / words
        out[5] = self.words
        out[6] = run - self.main_run if run >= 0 else FAR
        out[7] = self.runs[run] / self.most_run if run >= 0 else 0.0
        out[8] = run if run >= 0 else FAR
        return out + 9

    cdef double* _clan(self, Py_ssize_t i, double* out) noexcept:
        cdef Group* clan = &self.group[self.clans[i]]
        cdef int k
        out = self._figures(self.clans[i], out)
        out[0] = clan.longs
        out[1] = _bits(clan.title) / (self.words if self.words != 0.0 else 1.0)
        for k in range(3):
            out[2 + k] = <double>clan.cues[k] / <double>clan.members
        return out + 5

    cdef double* _beside(self, Py_ssize_t i, double* out) noexcept:
        cdef Py_ssize_t j
        cdef int k
        for k in range(4):
            j = i + (k - 1 if k > 1 else -1 - k)
            if 0 <= j < self.count:
                out[0], out[1], out[2] = self.weights[j], self.density[j], self.looks[j] == self.looks[i]
            else:
                out[0], out[1], out[2] = -1.0, -1.0, 0.0
            out += 3
        for k in range(2):
            j = i + 2 * k - 1
            out[k] = self.kinds[j] if 0 <= j < self.count else -1.0
        return out + 2


cdef inline int _bits(unsigned int mask) noexcept nogil:
    cdef int bits = 0
    while mask:
        mask &= mask - 1
        bits += 1
    return bits
