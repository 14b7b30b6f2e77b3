# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
"""How likely each candidate is the headline, in C: the weights of what `Evidence.features` of `extraction/headline.py`
says of them, added up. The tests compare both.
"""

cimport cython

cdef extern from "Python.h":
    bint PyUnicode_IS_ASCII(object text)
    int PyUnicode_KIND(object text)
    void* PyUnicode_DATA(object text)
    Py_UCS4 PyUnicode_READ(int kind, void* chars, Py_ssize_t at)
    bint PyUnicode_Tailmatch(object text, object part, Py_ssize_t start, Py_ssize_t end, int direction) except -1

cdef enum:
    # Places that tell a title as a whole, and how another text stands to it, without a common share of words and with.
    WHOLES = 4
    BEGINS = 0
    ENDS = 1
    WITHIN = 2
    HOLDS = 3
    RELATIONS = 11
    MOST_EDGES = 8
    MOST_KNOWN = 4096


cdef struct Edges:
    int number
    double at[MOST_EDGES]


@cython.final
cdef class Odds:
    """The weights of a title's features, by what they are features of."""

    cdef Edges lengths, shares, distances
    cdef int lens[MOST_EDGES + 1]
    # In the order of the places before the text, then for a text that stands nowhere, then where there is no text.
    cdef int places[MOST_EDGES + 3]
    cdef int h1_places[MOST_EDGES + 3]
    cdef int missing[WHOLES]
    cdef int relations[WHOLES][RELATIONS]
    cdef bint alike[RELATIONS]
    cdef int alikes[WHOLES + 1]
    cdef int h1s[4]
    cdef int slugs[MOST_EDGES + 1]
    cdef int of_slugs[MOST_EDGES + 1]
    cdef int first, later, home, site, holds_site, mark, cut, told_h1, told_seen, told_unseen, ends_told
    cdef tuple wholes
    cdef Py_ssize_t over, into
    cdef dict agreed
    cdef object agree, marks, words

    def __init__(self, dict weights, tuple edges, tuple wholes, tuple relations, alike, tuple near, tuple calls):
        """`weights`: name of a feature → its weight, an integer; `edges`: of lengths, shares and distances; `wholes`: four
        places; `relations`: eleven names, of which `alike` count as such; `near`: so many blocks over the text and in
        it. `calls`: the weight of a candidate's places, the search for marks, a text's words."""
        cdef int n, k
        get = weights.get
        self.lengths, self.shares, self.distances = _edges(edges[0]), _edges(edges[1]), _edges(edges[2])
        self.wholes, (self.over, self.into) = wholes, near
        self.agree, self.marks, self.words = calls
        self.agreed = {}
        for n in range(self.lengths.number + 1):
            self.lens[n] = get(f"len={n}", 0)
        names = [*[f"before={n}" for n in range(self.distances.number + 1)], "unseen", "no-body"]
        for n, name in enumerate(names):
            self.places[n], self.h1_places[n] = get(name, 0), get(f"h1,{name}", 0)
        for n, name in enumerate(wholes):
            self.missing[n] = get(f"no-{name}", 0)
            for k, relation in enumerate(relations):
                self.relations[n][k] = get(f"{name}:{relation}", 0)
        for k, relation in enumerate(relations):
            self.alike[k] = relation in alike
        for n in range(WHOLES + 1):
            self.alikes[n] = get(f"alike={n}", 0)
        for n in range(4):
            self.h1s[n] = get(f"h1s={n}", 0)
        for n in range(self.shares.number + 1):
            self.slugs[n], self.of_slugs[n] = get(f"slug={n}", 0), get(f"of-slug={n}", 0)
        self.first, self.later, self.home = get("h1:first", 0), get("h1:later", 0), get("home", 0)
        self.site, self.holds_site = get("site", 0), get("holds-site", 0)
        self.mark, self.cut, self.told_h1 = get("mark", 0), get("cut", 0), get("told:h1", 0)
        self.told_seen, self.told_unseen = get("told:seen", 0), get("told:unseen", 0)
        self.ends_told = get("ends-with-told", 0)

    def of(self, list found, start, sites, slug):
        """The odds of each candidate; `start`: the index of the text's first block, None without a text."""
        cdef Py_ssize_t i, number = len(found), h1s = 0, first_h1 = -1
        cdef Py_ssize_t whole[WHOLES]
        cdef int n, place
        cdef list texts = [], keys = [], sources = [], words = [None] * number, near = [], odds = []
        for n in range(WHOLES):
            whole[n] = -1
        for i in range(number):
            candidate = found[i]
            texts.append(candidate.text)
            keys.append(candidate.key)
            told = candidate.sources
            sources.append(told)
            for n in range(WHOLES):
                if whole[n] < 0 and self.wholes[n] in told:
                    whole[n] = i
            if "h1" in told:
                h1s += 1
                if first_h1 < 0:
                    first_h1 = i
            if start is not None and candidate.index is not None:
                if self.into <= <Py_ssize_t>start - <Py_ssize_t>candidate.index <= self.over:
                    near.append(candidate.key)
        for i in range(number):
            candidate = found[i]
            place = self._place(start, candidate.index)
            odds.append(
                self._of_places(sources[i], place, "h1" in sources[i], i == first_h1, h1s)
                + self._of_text(texts[i], keys[i], sites, candidate.home)
                + self._of_others(i, whole, keys, texts, words)
                + self._of_told(keys[i], sources[i], candidate.index is not None, whole, keys, near)
                + self._of_slug(self._words_of(i, texts, words), slug)
            )
        return odds

    cdef int _place(self, start, index) except -1:
        if index is None:
            return self.distances.number + 1
        return self.distances.number + 2 if start is None else _bin(<Py_ssize_t>start - <Py_ssize_t>index, &self.distances)

    cdef int _of_places(self, list sources, int place, bint heading, bint first, Py_ssize_t h1s) except? -1:
        cdef tuple key = tuple(sources)
        weight = self.agreed.get(key)
        if weight is None:
            if len(self.agreed) >= MOST_KNOWN:
                self.agreed.clear()
            weight = self.agreed[key] = self.agree(key)
        cdef int sum = <int>weight + self.places[place]
        if heading:
            sum += self.h1s[min(h1s, 3)] + (self.first if first else self.later) + self.h1_places[place]
        return sum

    cdef int _of_text(self, str text, str key, sites, home) except? -1:
        """What a text is by itself."""
        cdef int sum = self.lens[_bin(_weight(text), &self.lengths)]
        cdef str name
        if home:
            sum += self.home
        if key in sites:
            sum += self.site
        else:
            for name in sites:
                if len(name) > 4 and name in key:
                    sum += self.holds_site
                    break
        if self.marks(text):
            sum += self.mark
        if _tells(text, "...", 1) or _tells(text, "…", 1):
            sum += self.cut
        return sum

    cdef int _of_others(self, Py_ssize_t i, Py_ssize_t* whole, list keys, list texts, list words) except? -1:
        """How a text stands to those told as a whole."""
        cdef int n, relation, sum = 0, alike = 0
        for n in range(WHOLES):
            if whole[n] < 0:
                sum += self.missing[n]
            elif whole[n] == i:
                alike += 1
            else:
                relation = self._relation(keys[i], keys[whole[n]])
                if relation < 0:
                    relation = self._share(self._words_of(i, texts, words), self._words_of(whole[n], texts, words))
                sum += self.relations[n][relation]
                alike += self.alike[relation]
        return sum + self.alikes[alike]

    cdef int _relation(self, str key, str whole) except -2:
        if len(key) <= len(whole):
            return BEGINS if _tells(whole, key, -1) else ENDS if _tells(whole, key, 1) else WITHIN if key in whole else -1
        return HOLDS if whole in key else -1

    cdef int _share(self, set words, set others) except -1:
        cdef Py_ssize_t both = _common(words, others), all = len(words) + len(others) - both
        return HOLDS + 1 + _bin(<double>both / <double>max(all, 1), &self.shares)

    cdef int _of_told(self, str key, list sources, bint shown, Py_ssize_t* whole, list keys, list near) except? -1:
        """Whether a text is told to other systems, and shown where."""
        cdef int n
        cdef str other
        cdef bint heading = "h1" in sources
        if "og" in sources or "ld" in sources:
            if heading:
                return self.told_h1
            if not shown:
                for other in near:
                    shown = shown or _tells(other, key, 1)
            return self.told_seen if shown else self.told_unseen
        for n in range(0 if heading else 2):
            if whole[n] >= 0:
                other = keys[whole[n]]
                if len(other) > 15 and _tells(key, other, 1):
                    return self.ends_told
        return 0

    cdef int _of_slug(self, set words, slug) except? -1:
        if len(slug) < 2:
            return 0
        cdef Py_ssize_t both = _common(words, slug), number = len(slug)
        return self.slugs[_bin(<double>both / <double>number, &self.shares)] + self.of_slugs[
            _bin(<double>both / <double>max(len(words), 1), &self.shares)
        ]

    cdef set _words_of(self, Py_ssize_t i, list texts, list words):
        if words[i] is None:
            words[i] = set(self.words((<str>texts[i]).casefold()))
        return words[i]


cdef Edges _edges(told):
    cdef Edges edges
    cdef int n
    edges.number = len(told)
    if edges.number > MOST_EDGES:
        raise ValueError(f"{edges.number} edges")
    for n in range(edges.number):
        edges.at[n] = told[n]
    return edges


cdef int _bin(double value, const Edges* edges) noexcept:
    """How many of the edges are below a value."""
    cdef int n = 0
    while n < edges.number and edges.at[n] < value:
        n += 1
    return n


cdef double _weight(str text) noexcept:
    """Length in Latin letters, as of `_weight`."""
    cdef Py_ssize_t i, size = len(text), wide = 0
    cdef int kind = PyUnicode_KIND(text)
    cdef void* chars = PyUnicode_DATA(text)
    for i in range(size if kind > 1 else 0):
        wide += PyUnicode_READ(kind, chars, i) >= 0x3001
    return size + 1.5 * wide


cdef Py_ssize_t _common(words, others) except -1:
    """How many words two sets share."""
    cdef Py_ssize_t both = 0
    if len(words) > len(others):
        words, others = others, words
    for word in words:
        both += word in others
    return both


cdef inline bint _tells(str text, str part, int end) except -1:
    """Whether a text begins with a part (`end` -1), or ends with it (1)."""
    return PyUnicode_Tailmatch(text, part, 0, len(text), end)
