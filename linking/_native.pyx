# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
"""The hot loops of linking in C: the likeness of packed profiles, who shares keys, and what openings share.

`linking/events/decision.py`, `linking/events/nearest.py`, `linking/sharing.py` and `linking/ties.py` hold the same in Python: they are used where this
module was not built, and the tests compare both. Sums are made in the same order, or rounded once as `math.fsum` does, so that both
give the same bits.
"""

cimport cython
from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_GET_SIZE
from cpython.dict cimport PyDict_GetItem
from cpython.mem cimport PyMem_Calloc, PyMem_Free, PyMem_Malloc
from cpython.object cimport PyObject
from cpython.unicode cimport PyUnicode_AsUTF8AndSize
from libc.math cimport exp, fabs, ldexp, log, log1p, sqrt
from libc.stdint cimport int32_t, int64_t, uint16_t, uint32_t, uint64_t

cdef enum:
    HEAD = 20
    PARTS = 5
    TENS_OF_MINUTES = 144
    BODY = 0
    OPENING = 1
    TITLE = 2
    NUMBERS = 3
    PHRASES = 4

cdef int32_t NO_DAY = -2147483648


cdef struct Profile:
    # What `linking.events.packing.pack` wrote; `at` are the places of its parts.
    const unsigned char* data
    bint han
    int32_t day
    int year
    int count
    int size[PARTS]
    Py_ssize_t at[PARTS]
    # Times of day, which stand before the numbers.
    int clocks
    Py_ssize_t clocks_at


cdef struct Table:
    # Key → weight, by open addressing; a free place has `used` 0.
    uint32_t mask
    uint32_t* keys
    double* weights
    unsigned char* used


cdef struct Weights:
    double constant, body, opening, title, numbers, phrases, shorter, longer, same_days, per_day, template, series
    double usual_shorter


cdef inline uint32_t _u16(const unsigned char* at) noexcept nogil:
    return at[0] | (at[1] << 8)


cdef inline uint32_t _u32(const unsigned char* at) noexcept nogil:
    return at[0] | (at[1] << 8) | (at[2] << 16) | (<uint32_t>at[3] << 24)


cdef inline double _half(const unsigned char* at) noexcept nogil:
    """IEEE 754 binary16; never infinite here."""
    cdef uint32_t bits = _u16(at)
    cdef int exponent = (bits >> 10) & 31
    cdef int digits = bits & 1023
    cdef double value = ldexp(<double>digits, -24) if exponent == 0 else ldexp(<double>(1024 + digits), exponent - 25)
    return -value if bits >> 15 else value


cdef int _read(bytes packed, Profile* found) except -1:
    cdef Py_ssize_t length = PyBytes_GET_SIZE(packed)
    cdef Py_ssize_t at = HEAD
    cdef int part
    found.data = <const unsigned char*>PyBytes_AS_STRING(packed)
    if length < HEAD:
        raise ValueError("no packed profile")
    found.han = found.data[1]
    found.day = <int32_t>_u32(found.data + 2)
    found.year = _u16(found.data + 6)
    found.count = _u16(found.data + 8)
    for part in range(PARTS):
        found.size[part] = _u16(found.data + 10 + 2 * part)
        found.at[part] = at
        at += found.size[part] * (6 if part < NUMBERS else 4)
    if at > length:
        raise ValueError("no packed profile")
    found.clocks = 0
    found.clocks_at = found.at[NUMBERS]
    while found.size[NUMBERS] and _u32(found.data + found.at[NUMBERS]) < TENS_OF_MINUTES:
        found.clocks += 1
        found.at[NUMBERS] += 4
        found.size[NUMBERS] -= 1
    return 0


cdef inline bint _one_clock(Profile* one, Profile* other, int near) noexcept nogil:
    cdef int i, j
    cdef int64_t apart
    for i in range(one.clocks):
        for j in range(other.clocks):
            apart = _u32(one.data + one.clocks_at + 4 * i)
            apart -= _u32(other.data + other.clocks_at + 4 * j)
            if -near <= apart <= near:
                return True
    return False


cdef inline int _add(double* partials, int many, double x) noexcept nogil:
    """Adds without loss (Shewchuk 1997), as `math.fsum`; gives how many partial sums there are now, some forty at most."""
    cdef int kept = 0, j
    cdef double y, high, low, other
    for j in range(many):
        y = partials[j]
        if fabs(x) < fabs(y):
            other = x
            x = y
            y = other
        high = x + y
        low = y - (high - x)
        if low != 0.0:
            partials[kept] = low
            kept += 1
        x = high
    if x != 0.0:
        partials[kept] = x
        kept += 1
    return kept


cdef inline double _rounded(double* partials, int many) noexcept nogil:
    cdef double high = 0.0, low = 0.0, x, y
    if many > 0:
        many -= 1
        high = partials[many]
        while many > 0:
            x = high
            many -= 1
            y = partials[many]
            high = x + y
            low = y - (high - x)
            if low != 0.0:
                break
        # Half-even rounding over several partials, as in CPython.
        if many > 0 and ((low < 0.0 and partials[many - 1] < 0.0) or (low > 0.0 and partials[many - 1] > 0.0)):
            y = low * 2.0
            x = high + y
            if y == x - high:
                high = x
    return high


cdef inline int _year_of(int64_t day) noexcept nogil:
    """The year of a day since 1970 in the Gregorian calendar; days before year 1 are its first."""
    cdef int64_t at = day + 719468, era, of_era, year, of_year, month
    if day < -719162:
        return 1
    era = at / 146097
    if at < 0 and at % 146097:
        era -= 1
    of_era = at - era * 146097
    year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365
    of_year = of_era - (365 * year + year / 4 - year / 100)
    month = (5 * of_year + 2) / 153
    return <int>(year + era * 400 + (1 if month >= 10 else 0))


cdef inline double _least0(double x) noexcept nogil:
    return x if x > 0.0 else 0.0


cdef int _weigh(Weights* w, weighed) except -1:
    (w.constant, w.body, w.opening, w.title, w.numbers, w.phrases, w.shorter, w.longer, w.same_days, w.per_day,
     w.template, w.series, w.usual_shorter) = weighed
    return 0


@cython.final
cdef class Subject:
    """A packed profile that is compared with many; made of it, of its day, and of what `decision` weighs with."""

    cdef bytes packed
    cdef Profile own
    cdef Table tables[PARTS]
    cdef bint dated
    cdef int64_t day
    cdef Weights titled
    cdef Weights untitled
    cdef double usual_longer
    cdef double per_year
    cdef int many_numbers
    cdef int window
    cdef int late_window
    cdef double late
    cdef double later
    cdef double late_phrases
    cdef double clock
    cdef double clock_body
    cdef int near_clocks

    def __cinit__(self):
        cdef int part
        for part in range(PARTS):
            self.tables[part].keys = NULL
            self.tables[part].weights = NULL
            self.tables[part].used = NULL

    def __init__(self, bytes packed, day, han, words, untitled, rest):
        """`han`, `words`, `untitled`: what each measure is worth by script, and in words where a title is missing, and the
        usual logarithm of the fewer terms; `rest`: the same of the more terms, what a year is worth, how many numbers
        count in full, days between two mostly and at most, what coming late is worth, and what
        a time of day, by bodies how alike, and how near two of them are one."""
        cdef int part
        self.packed = packed
        _read(packed, &self.own)
        self.dated = day is not None
        self.day = day if self.dated else 0
        _weigh(&self.titled, han if self.own.han else words)
        _weigh(&self.untitled, han if self.own.han else untitled)
        (self.usual_longer, self.per_year, self.many_numbers, self.window, self.late_window, self.late, self.later,
         self.late_phrases, self.clock, self.clock_body, self.near_clocks) = rest
        for part in range(PARTS):
            self._fill(part)

    def __dealloc__(self):
        cdef int part
        for part in range(PARTS):
            PyMem_Free(self.tables[part].keys)
            PyMem_Free(self.tables[part].weights)
            PyMem_Free(self.tables[part].used)

    cdef int _fill(self, int part) except -1:
        cdef uint32_t size = 4, at
        cdef int i, many = self.own.size[part]
        cdef uint32_t key
        cdef const unsigned char* data = self.own.data + self.own.at[part]
        cdef Table* table = &self.tables[part]
        while size < <uint32_t>(2 * many):
            size *= 2
        table.mask = size - 1
        table.keys = <uint32_t*>PyMem_Malloc(size * sizeof(uint32_t))
        table.weights = <double*>PyMem_Malloc(size * sizeof(double))
        table.used = <unsigned char*>PyMem_Calloc(size, 1)
        if table.keys == NULL or table.weights == NULL or table.used == NULL:
            raise MemoryError
        for i in range(many):
            key = _u32(data + 4 * i)
            at = (key ^ (key >> 15)) & table.mask
            while table.used[at]:
                at = (at + 1) & table.mask
            table.used[at] = 1
            table.keys[at] = key
            table.weights[at] = _half(data + 4 * many + 2 * i) if part < NUMBERS else 0.0
        return 0

    cdef inline int _find(self, int part, uint32_t key) noexcept:
        """Its place in the table; -1: it is not there."""
        cdef Table* table = &self.tables[part]
        cdef uint32_t at = (key ^ (key >> 15)) & table.mask
        while table.used[at]:
            if table.keys[at] == key:
                return <int>at
            at = (at + 1) & table.mask
        return -1

    cdef double _cosine(self, int part, Profile* other) noexcept:
        cdef double partials[64]
        cdef int many = 0, i, at, size = other.size[part]
        cdef const unsigned char* data = other.data + other.at[part]
        for i in range(size):
            at = self._find(part, _u32(data + 4 * i))
            if at >= 0:
                many = _add(partials, many, _half(data + 4 * size + 2 * i) * self.tables[part].weights[at])
        return _rounded(partials, many)

    cdef double _shared(self, int part, Profile* other) noexcept:
        cdef int many = 0, i, size = other.size[part]
        cdef const unsigned char* data = other.data + other.at[part]
        if not size or not self.own.size[part]:
            return 0.0
        for i in range(size):
            many += self._find(part, _u32(data + 4 * i)) >= 0
        return many / sqrt(<double>self.own.size[part] * size)

    def likeness(self, bytes packed, day):
        """As `linking.events.decision.event_likeness` with another profile and its day."""
        cdef Profile other
        cdef Weights* w
        cdef double body, title, numbers, phrases, logit, against
        cdef int64_t mine = 0, theirs = 0, days = 0
        cdef bint has_mine, has_theirs, dated
        cdef int fewer, more, fewest, years, other_year, own_year
        _read(packed, &other)
        if other.han != self.own.han:
            return 0.0
        has_mine = self.dated or self.own.day != NO_DAY
        mine = self.day if self.dated else self.own.day
        has_theirs = day is not None or other.day != NO_DAY
        theirs = other.day if day is None else day
        dated = has_mine and has_theirs
        if dated:
            days = mine - theirs if mine > theirs else theirs - mine
            if days > (self.window if self.own.han else self.late_window):
                return 0.0
        w = &self.titled if self.own.size[TITLE] and other.size[TITLE] else &self.untitled
        body = self._cosine(BODY, &other)
        title, numbers, phrases = self._cosine(TITLE, &other), self._shared(NUMBERS, &other), self._shared(PHRASES, &other)
        fewer, more = min(self.own.count, other.count), max(self.own.count, other.count)
        logit = (
            w.constant
            + w.body * body
            + w.opening * self._cosine(OPENING, &other)
            + w.title * title
            + w.numbers * numbers
            + w.phrases * phrases
            + w.shorter * (log(<double>(fewer + 1)) - w.usual_shorter)
            + w.longer * (log(<double>(more + 1)) - self.usual_longer)
        )
        against = 0.0
        fewest = min(self.own.size[NUMBERS], other.size[NUMBERS])
        if fewest:
            against = (
                w.template * (_least0(phrases - 0.18) * _least0(0.6 - numbers))
                + w.series * (_least0(title - 0.5) * _least0(0.3 - numbers) * log1p(<double>min(days, 7)))
            ) * min(fewest, self.many_numbers) / self.many_numbers
        own_year = max(self.own.year, _year_of(mine) if has_mine else 0)
        other_year = max(other.year, _year_of(theirs) if has_theirs else 0)
        years = 0
        if own_year and other_year:
            years = own_year - other_year if own_year > other_year else other_year - own_year
            years = min(years, 2)
        logit = logit - against - self.per_year * years
        if dated:
            logit += w.same_days * (1 if days <= 2 else 0) - w.per_day * log1p(<double>min(days, 30))
            if days <= 1 and _one_clock(&self.own, &other, self.near_clocks):
                logit += self.clock * min(1.0, body / self.clock_body)
            if days > self.window:
                logit -= (
                    self.late
                    + self.later * log(<double>days / self.window)
                    + self.late_phrases * _least0(phrases - 0.18)
                )
        return 1 / (1 + exp(-max(-50.0, min(50.0, logit))))


cdef extern from "Python.h":
    bint Py_UNICODE_ISSPACE(Py_UCS4 character)


@cython.final
cdef class Terms:
    """The terms of a title, and of it and a text: pairs of neighbouring characters, or words as 64-bit hashes.

    As `linking.ties.plain_terms_of`. That two words get one hash is not looked at: it is as likely as a broken machine.
    """

    cdef uint64_t* title
    cdef int many
    cdef uint64_t* held
    cdef uint64_t mask

    def __cinit__(self, str title, str text, Terms common):
        """`common`: words that are left out; None where terms are pairs of characters."""
        cdef uint64_t size = 16
        while size < <uint64_t>(2 * (len(title) + len(text))):
            size *= 2
        self.mask = size - 1
        self.held = <uint64_t*>PyMem_Calloc(size, sizeof(uint64_t))
        self.title = <uint64_t*>PyMem_Malloc((len(title) + 1) * sizeof(uint64_t))
        if self.held == NULL or self.title == NULL:
            raise MemoryError
        self._take(title, common, True)
        self._take(text, common, False)

    def __dealloc__(self):
        PyMem_Free(self.title)
        PyMem_Free(self.held)

    cdef bint _holds(self, uint64_t term) noexcept:
        cdef uint64_t at = (term * 0x9E3779B97F4A7C15ULL >> 24) & self.mask
        while self.held[at]:
            if self.held[at] == term:
                return True
            at = (at + 1) & self.mask
        return False

    cdef void _add(self, uint64_t term, bint of_title) noexcept:
        cdef uint64_t at = (term * 0x9E3779B97F4A7C15ULL >> 24) & self.mask
        while self.held[at]:
            if self.held[at] == term:
                return
            at = (at + 1) & self.mask
        self.held[at] = term
        if of_title:
            self.title[self.many] = term
            self.many += 1

    cdef void _take(self, str text, Terms common, bint of_title):
        cdef Py_UCS4 before = 0, character
        cdef uint64_t term = 0
        cdef int length = 0
        if common is None:
            for character in text:
                if length:
                    # No pair is 0, which stands for a free place.
                    self._add((<uint64_t>before | <uint64_t>character << 32) + 1, of_title)
                before = character
                length = 1
            return
        for character in text:
            if Py_UNICODE_ISSPACE(character):
                self._take_word(term, length, common, of_title)
                term, length = 0, 0
                continue
            # FNV-1a (Fowler, Noll, Vo) over characters.
            if not length:
                term = 0xCBF29CE484222325ULL
            term = (term ^ <uint64_t>character) * 0x100000001B3ULL
            length += 1
        self._take_word(term, length, common, of_title)

    cdef inline void _take_word(self, uint64_t term, int length, Terms common, bint of_title) noexcept:
        if length > 1 and term and not common._holds(term):
            self._add(term, of_title)

    def share_in(self, Terms other):
        """Share of the title's terms that the other holds, 0 to 1."""
        cdef int i, shared = 0
        for i in range(self.many):
            shared += other._holds(self.title[i])
        return <double>shared / self.many if self.many else 0.0


cdef struct Counted:
    # Number → how often it was read, by open addressing; a free place has `often` 0.
    uint64_t mask
    int64_t* numbers
    uint32_t* often
    # The places that are taken, in the order in which they were.
    uint32_t* taken
    uint32_t many


cdef enum:
    OF_HEAVY = 1 << 16
    ALL = OF_HEAVY - 1


cdef list _texts_of(keys, dict holders, Py_ssize_t* characters):
    """What is told of those keys of which anything is, and how many characters that is."""
    cdef list texts = []
    cdef PyObject* held
    for key in keys:
        held = PyDict_GetItem(holders, key)
        if held != NULL:
            texts.append(<str>held)
            characters[0] += len(<str>held)
    return texts


cdef int _begin(Counted* counted, Py_ssize_t characters) except -1:
    # A number and its comma are two characters at least.
    cdef uint64_t size = 16
    counted.numbers, counted.often, counted.taken, counted.many = NULL, NULL, NULL, 0
    while size < <uint64_t>(characters + 2):
        size *= 2
    counted.mask = size - 1
    counted.numbers = <int64_t*>PyMem_Malloc(size * sizeof(int64_t))
    counted.often = <uint32_t*>PyMem_Calloc(size, sizeof(uint32_t))
    counted.taken = <uint32_t*>PyMem_Malloc(size * sizeof(uint32_t))
    if counted.numbers == NULL or counted.often == NULL or counted.taken == NULL:
        raise MemoryError
    return 0


cdef void _end(Counted* counted) noexcept:
    PyMem_Free(counted.numbers)
    PyMem_Free(counted.often)
    PyMem_Free(counted.taken)


cdef int _count(Counted* counted, list texts, uint32_t worth) except -1:
    cdef Py_ssize_t length, i
    cdef const char* text
    cdef int64_t number
    cdef uint64_t at
    for held in texts:
        text = PyUnicode_AsUTF8AndSize(held, &length)
        number = 0
        for i in range(length + 1):
            if i < length and text[i] != c",":
                number = 10 * number + (text[i] - c"0")
                continue
            at = (<uint64_t>number * 0x9E3779B97F4A7C15ULL >> 20) & counted.mask
            while counted.often[at] and counted.numbers[at] != number:
                at = (at + 1) & counted.mask
            if not counted.often[at]:
                counted.numbers[at] = number
                counted.taken[counted.many] = <uint32_t>at
                counted.many += 1
            counted.often[at] += worth
            number = 0
    return 0


def sharers(keys, dict holders):
    """As `linking.sharing.sharers`."""
    cdef Counted counted
    cdef Py_ssize_t characters = 0
    cdef uint32_t i, often
    cdef dict several = {}
    cdef list once = []
    cdef list texts = _texts_of(keys, holders, &characters)
    try:
        _begin(&counted, characters)
        _count(&counted, texts, 1)
        for i in range(counted.many):
            often = counted.often[counted.taken[i]]
            if often > 1:
                several[counted.numbers[counted.taken[i]]] = often
            else:
                once.append(counted.numbers[counted.taken[i]])
    finally:
        _end(&counted)
    return several, once


def nearest(int64_t one, list asked, heavy, int least, int least_heavy, int best):
    """As `linking.events.nearest.nearest`."""
    cdef Counted counted
    cdef Py_ssize_t characters = 0
    cdef uint32_t i, often
    cdef int64_t number
    cdef list plain = []
    cdef list near = []
    cdef list by_heavy = []
    cdef list weighty = []
    for keys, holders in asked:
        weighty += _texts_of(heavy, holders, &characters)
        plain += _texts_of([key for key in keys if key not in heavy] if heavy else keys, holders, &characters)
    try:
        _begin(&counted, characters)
        _count(&counted, weighty, OF_HEAVY + 1)
        _count(&counted, plain, 1)
        for i in range(counted.many):
            often = counted.often[counted.taken[i]]
            number = counted.numbers[counted.taken[i]]
            if number == one:
                continue
            if <int>(often & ALL) >= least:
                near.append((-<int>(often & ALL), number))
            if <int>(often // OF_HEAVY) >= least_heavy:
                by_heavy.append((-<int>(often // OF_HEAVY), number))
    finally:
        _end(&counted)
    near.sort()
    by_heavy.sort()
    return [pair[1] for pair in near[:best]], [pair[1] for pair in by_heavy[:best]]
