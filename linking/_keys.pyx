# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
"""The keys of texts and of their shingles in C, and what two texts share by them.

`linking/hashing.py`, `linking/sketch.py` and `linking/alignment.py` hold the same in Python: they are used where this
module was not built, and the tests compare both.
"""

cimport cython
from cpython.dict cimport PyDict_GetItem
from cpython.mem cimport PyMem_Calloc, PyMem_Free, PyMem_Malloc
from cpython.object cimport PyObject
from cpython.unicode cimport PyUnicode_AsUTF8AndSize
from libc.math cimport log1p
from libc.stdint cimport int32_t, int64_t, uint64_t
from libc.stdlib cimport qsort

import xxhash

# XXH3 with 64 bits (Yann Collet, the specification of xxHash, 2019 to 2021), for inputs of up to 240 bytes and without
# a seed: a shingle is shorter, and so is nearly every term. What is longer goes to the library.
cdef extern from *:
    """
    #include <stddef.h>
    #include <stdint.h>

    static const unsigned char SECRET[192] = {
        0xb8, 0xfe, 0x6c, 0x39, 0x23, 0xa4, 0x4b, 0xbe, 0x7c, 0x01, 0x81, 0x2c, 0xf7, 0x21, 0xad, 0x1c,
        0xde, 0xd4, 0x6d, 0xe9, 0x83, 0x90, 0x97, 0xdb, 0x72, 0x40, 0xa4, 0xa4, 0xb7, 0xb3, 0x67, 0x1f,
        0xcb, 0x79, 0xe6, 0x4e, 0xcc, 0xc0, 0xe5, 0x78, 0x82, 0x5a, 0xd0, 0x7d, 0xcc, 0xff, 0x72, 0x21,
        0xb8, 0x08, 0x46, 0x74, 0xf7, 0x43, 0x24, 0x8e, 0xe0, 0x35, 0x90, 0xe6, 0x81, 0x3a, 0x26, 0x4c,
        0x3c, 0x28, 0x52, 0xbb, 0x91, 0xc3, 0x00, 0xcb, 0x88, 0xd0, 0x65, 0x8b, 0x1b, 0x53, 0x2e, 0xa3,
        0x71, 0x64, 0x48, 0x97, 0xa2, 0x0d, 0xf9, 0x4e, 0x38, 0x19, 0xef, 0x46, 0xa9, 0xde, 0xac, 0xd8,
        0xa8, 0xfa, 0x76, 0x3f, 0xe3, 0x9c, 0x34, 0x3f, 0xf9, 0xdc, 0xbb, 0xc7, 0xc7, 0x0b, 0x4f, 0x1d,
        0x8a, 0x51, 0xe0, 0x4b, 0xcd, 0xb4, 0x59, 0x31, 0xc8, 0x9f, 0x7e, 0xc9, 0xd9, 0x78, 0x73, 0x64,
        0xea, 0xc5, 0xac, 0x83, 0x34, 0xd3, 0xeb, 0xc3, 0xc5, 0x81, 0xa0, 0xff, 0xfa, 0x13, 0x63, 0xeb,
        0x17, 0x0d, 0xdd, 0x51, 0xb7, 0xf0, 0xda, 0x49, 0xd3, 0x16, 0x55, 0x26, 0x29, 0xd4, 0x68, 0x9e,
        0x2b, 0x16, 0xbe, 0x58, 0x7d, 0x47, 0xa1, 0xfc, 0x8f, 0xf8, 0xb8, 0xd1, 0x7a, 0xd0, 0x31, 0xce,
        0x45, 0xcb, 0x3a, 0x8f, 0x95, 0x16, 0x04, 0x28, 0xaf, 0xd7, 0xfb, 0xca, 0xbb, 0x4b, 0x40, 0x7e
    };
    static const uint64_t PRIME_1 = 0x9E3779B185EBCA87ULL, PRIME_2 = 0xC2B2AE3D27D4EB4FULL,
        PRIME_3 = 0x165667B19E3779F9ULL, PRIME_MX_1 = 0x165667919E3779F9ULL, PRIME_MX_2 = 0x9FB21C651E98DF25ULL;
    enum { LONGEST = 240 };

    static inline uint64_t little(const unsigned char* from, int bytes) {
        uint64_t value = 0;
        for (int i = 0; i < bytes; i++) value |= (uint64_t)from[i] << (8 * i);
        return value;
    }
    static inline uint64_t turned(uint64_t x, int bits) { return (x << bits) | (x >> (64 - bits)); }
    static inline uint64_t folded_product(uint64_t a, uint64_t b) {
    #ifdef __SIZEOF_INT128__
        unsigned __int128 whole = (unsigned __int128)a * b;
        return (uint64_t)whole ^ (uint64_t)(whole >> 64);
    #else
        uint64_t low = (a & 0xFFFFFFFF) * (b & 0xFFFFFFFF), one = (a >> 32) * (b & 0xFFFFFFFF);
        uint64_t other = (a & 0xFFFFFFFF) * (b >> 32), high = (a >> 32) * (b >> 32);
        uint64_t middle = (low >> 32) + (one & 0xFFFFFFFF) + other;
        return ((middle << 32) | (low & 0xFFFFFFFF)) ^ ((one >> 32) + (middle >> 32) + high);
    #endif
    }
    static inline uint64_t swapped(uint64_t x) {
        uint64_t value = 0;
        for (int i = 0; i < 8; i++) value |= ((x >> (8 * i)) & 255) << (56 - 8 * i);
        return value;
    }
    static inline uint64_t mixed(const unsigned char* from, int at) {
        return folded_product(little(from, 8) ^ little(SECRET + at, 8), little(from + 8, 8) ^ little(SECRET + at + 8, 8));
    }
    static inline uint64_t settled(uint64_t h) { h ^= h >> 37; h *= PRIME_MX_1; return h ^ (h >> 32); }
    static inline uint64_t settled_short(uint64_t h) {
        h ^= h >> 33; h *= PRIME_2; h ^= h >> 29; h *= PRIME_3; return h ^ (h >> 32);
    }
    static inline uint64_t up_to_16(const unsigned char* from, size_t size) {
        if (size > 8) {
            uint64_t low = little(from, 8) ^ little(SECRET + 24, 8) ^ little(SECRET + 32, 8);
            uint64_t high = little(from + size - 8, 8) ^ little(SECRET + 40, 8) ^ little(SECRET + 48, 8);
            return settled(size + swapped(low) + high + folded_product(low, high));
        }
        if (size > 3) {
            uint64_t h = little(from + size - 4, 4) + (little(from, 4) << 32);
            h ^= little(SECRET + 8, 8) ^ little(SECRET + 16, 8);
            h ^= turned(h, 49) ^ turned(h, 24);
            h *= PRIME_MX_2;
            h ^= (h >> 35) + size;
            h *= PRIME_MX_2;
            return h ^ (h >> 28);
        }
        if (size) {
            uint64_t h = (uint64_t)from[0] << 16 | (uint64_t)from[size >> 1] << 24 | from[size - 1] | (uint64_t)size << 8;
            return settled_short(h ^ little(SECRET, 4) ^ little(SECRET + 4, 4));
        }
        return settled_short(little(SECRET + 56, 8) ^ little(SECRET + 64, 8));
    }
    static uint64_t xxh3(const unsigned char* from, size_t size) {
        uint64_t sum = size * PRIME_1, last;
        if (size <= 16) return up_to_16(from, size);
        if (size <= 128) {
            for (int i = (int)(size - 1) / 32; i >= 0; i--)
                sum += mixed(from + 16 * i, 32 * i) + mixed(from + size - 16 * (i + 1), 32 * i + 16);
            return settled(sum);
        }
        for (int i = 0; i < 8; i++) sum += mixed(from + 16 * i, 16 * i);
        sum = settled(sum);
        last = mixed(from + size - 16, 136 - 17);
        for (int i = 8; i < (int)(size / 16); i++) last += mixed(from + 16 * i, 16 * (i - 8) + 3);
        return settled(sum + last);
    }
    """
    enum: LONGEST
    uint64_t xxh3(const unsigned char* start, size_t size) noexcept nogil


cdef inline int64_t _signed(uint64_t key) noexcept nogil:
    # Less 2**63: the same bits but for the first.
    return <int64_t>(key ^ 0x8000000000000000ULL)


cdef int64_t _key(const unsigned char* start, Py_ssize_t size) except? -1:
    if size <= LONGEST:
        return _signed(xxh3(start, size))
    return _signed(xxhash.xxh3_64_intdigest(start[:size]))


def keys_of(list texts):
    """As `linking.hashing.keys_of`. Raises UnicodeEncodeError for a lone surrogate."""
    cdef Py_ssize_t size
    cdef const char* start
    cdef list keys = []
    for text in texts:
        start = PyUnicode_AsUTF8AndSize(text, &size)
        keys.append(_key(<const unsigned char*>start, size))
    return keys


def weights_by_place(list title, list body, list shares, double in_title, dict known, double unknown):
    """As `linking.events.profile.plain_weights_by_place`."""
    cdef dict counted = {}
    cdef Py_ssize_t i
    cdef PyObject* found
    for i in range(min(len(body), len(shares))):
        found = PyDict_GetItem(counted, body[i])
        counted[body[i]] = shares[i] if found == NULL else <double>(<object>found) + <double>shares[i]
    for term in title:
        found = PyDict_GetItem(counted, term)
        counted[term] = in_title if found == NULL else <double>(<object>found) + in_title
    for term, count in counted.items():
        found = PyDict_GetItem(known, term)
        counted[term] = log1p(<double>count) * (unknown if found == NULL else <double>(<object>found))
    return counted


cdef int _ascending(const void* one, const void* other) noexcept nogil:
    cdef int64_t a = (<const int64_t*>one)[0], b = (<const int64_t*>other)[0]
    return (a > b) - (a < b)


cdef struct Held:
    int64_t key
    Py_ssize_t place


cdef int _by_key(const void* one, const void* other) noexcept nogil:
    cdef const Held* a = <const Held*>one
    cdef const Held* b = <const Held*>other
    if a.key != b.key:
        return (a.key > b.key) - (a.key < b.key)
    return (a.place > b.place) - (a.place < b.place)


def by_key(dict keys):
    """As `linking.hashing.by_key`."""
    cdef Py_ssize_t many = 0, i, place
    cdef Held* held
    cdef list ones = list(keys)
    cdef list pairs = []
    for one in keys.values():
        many += len(one)
    held = <Held*>PyMem_Malloc((many + 1) * sizeof(Held))
    if held == NULL:
        raise MemoryError
    try:
        i = 0
        for place in range(len(ones)):
            for key in keys[ones[place]]:
                held[i].key = key
                held[i].place = place
                i += 1
        qsort(held, many, sizeof(Held), _by_key)
        for i in range(many):
            pairs.append((held[i].key, ones[held[i].place]))
    finally:
        PyMem_Free(held)
    return pairs


cdef Py_ssize_t _different(int64_t* keys, Py_ssize_t number) noexcept nogil:
    """Puts keys in order, each once; gives how many there are."""
    cdef Py_ssize_t i, kept = 0
    qsort(keys, number, sizeof(int64_t), _ascending)
    for i in range(number):
        if i == 0 or keys[i] != keys[kept - 1]:
            keys[kept] = keys[i]
            kept += 1
    return kept


cdef Py_ssize_t _minima(const int64_t* keys, Py_ssize_t number, Py_ssize_t window, int64_t* chosen) noexcept nogil:
    """The minimum of every window, once for the windows in which it is the last such; gives how many were written."""
    cdef Py_ssize_t i, j, best = -1, written = 0, first
    for i in range(window - 1, number):
        first = i - window + 1
        if best < first:
            best = first
            for j in range(first + 1, i + 1):
                if keys[j] <= keys[best]:
                    best = j
        elif keys[i] <= keys[best]:
            best = i
        else:
            continue
        chosen[written] = keys[best]
        written += 1
    return written


cdef inline bint _opens(unsigned char byte, bint by_characters) noexcept nogil:
    """Whether a shingle may begin behind this byte (words), or with it (characters)."""
    return (byte & 0xC0) != 0x80 if by_characters else byte == 32


cdef Py_ssize_t _hashed(str text, bint by_characters, Py_ssize_t length, int64_t** hashed) except -1:
    """Puts the keys of the shingles of a text in order into new memory, which the caller frees; gives how many."""
    cdef Py_ssize_t size, i, units = 0, number
    cdef const unsigned char* start = <const unsigned char*>PyUnicode_AsUTF8AndSize(text, &size)
    cdef Py_ssize_t* begins = <Py_ssize_t*>PyMem_Malloc((size + 2) * sizeof(Py_ssize_t))
    cdef int64_t* keys = <int64_t*>PyMem_Malloc((size + 1) * sizeof(int64_t))
    hashed[0] = keys
    try:
        if begins == NULL or keys == NULL:
            raise MemoryError
        if not by_characters:
            begins[0], units = 0, 1
        for i in range(size):
            if _opens(start[i], by_characters):
                begins[units] = i if by_characters else i + 1
                units += 1
        # Where the unit behind the last would begin, with the space before it.
        begins[units] = size if by_characters else size + 1
        number = max(1, units - length + 1)
        for i in range(number):
            keys[i] = _key(start + begins[i], begins[min(i + length, units)] - begins[i] - (not by_characters))
        return number
    finally:
        PyMem_Free(begins)


def sketch_of(str text, bint by_characters, Py_ssize_t length, Py_ssize_t window, Py_ssize_t windows, Py_ssize_t least):
    """The sketch of a text (ascending) and how many different shingles it has, as `linking.sketch` chooses them.

    text: characters, or words with one space between; length: of a shingle; window, windows, least: `WINDOW`,
    `WINDOWS_A_TEXT`, `LEAST_KEYS`. Raises UnicodeEncodeError for a lone surrogate, MemoryError.
    """
    cdef Py_ssize_t i, number, found = 0, few
    cdef int64_t* keys = NULL
    cdef int64_t* chosen = NULL
    if not text:
        return (), 0
    try:
        number = _hashed(text, by_characters, length, &keys)
        chosen = <int64_t*>PyMem_Malloc((number + 1 + least) * sizeof(int64_t))
        if chosen == NULL:
            raise MemoryError
        window = max(window, number // windows)
        if number > window:
            found = _minima(keys, number, window, chosen)
            found = _different(chosen, found)
        number = _different(keys, number)
        if found == 0:
            chosen[0], found = keys[0], 1
        if found < least:
            few = min(least, number)
            for i in range(few):
                chosen[found + i] = keys[i]
            found = _different(chosen, found + few)
        return tuple([chosen[i] for i in range(found)]), number
    finally:
        PyMem_Free(keys)
        PyMem_Free(chosen)


@cython.final
cdef class Shingled:
    """A text by the keys of its shingles, as `linking.alignment.PlainShingled` by the shingles themselves.

    That two shingles get one key is not looked at: it is as likely as a broken machine.
    """

    cdef int64_t* keys
    cdef int32_t* which
    cdef int32_t* table
    cdef int32_t* begins
    cdef int32_t* places
    cdef uint64_t mask
    cdef readonly Py_ssize_t many
    """Shingles in order, repeats included."""
    cdef readonly Py_ssize_t different
    cdef Py_ssize_t length

    def __cinit__(self, str text, bint by_characters, Py_ssize_t length):
        """As `sketch_of`; the text is not empty."""
        cdef Py_ssize_t i, at
        cdef uint64_t size = 16
        cdef int64_t* hashed = NULL
        self.length = length
        self.many = _hashed(text, by_characters, length, &hashed)
        # The keys are kept of different shingles only, in the order in which they first stand in the text.
        self.keys = hashed
        while size < <uint64_t>(2 * self.many):
            size *= 2
        self.mask = size - 1
        self.which = <int32_t*>PyMem_Malloc(self.many * sizeof(int32_t))
        self.places = <int32_t*>PyMem_Malloc(self.many * sizeof(int32_t))
        self.begins = <int32_t*>PyMem_Calloc(self.many + 2, sizeof(int32_t))
        self.table = <int32_t*>PyMem_Malloc(size * sizeof(int32_t))
        if self.which == NULL or self.places == NULL or self.begins == NULL or self.table == NULL:
            raise MemoryError
        for i in range(<Py_ssize_t>size):
            self.table[i] = -1
        for i in range(self.many):
            at = self._place(hashed[i])
            if self.table[at] < 0:
                self.table[at] = <int32_t>self.different
                self.keys[self.different] = hashed[i]
                self.different += 1
            self.which[i] = self.table[at]
            self.begins[self.table[at] + 2] += 1
        # The places of each, ascending, one behind another.
        for i in range(self.different):
            self.begins[i + 2] += self.begins[i + 1]
        for i in range(self.many):
            at = self.which[i] + 1
            self.places[self.begins[at]] = <int32_t>i
            self.begins[at] += 1

    def __dealloc__(self):
        PyMem_Free(self.keys)
        PyMem_Free(self.which)
        PyMem_Free(self.table)
        PyMem_Free(self.begins)
        PyMem_Free(self.places)

    cdef inline uint64_t _place(self, int64_t key) noexcept nogil:
        """Where a key stands in the table, or would."""
        cdef uint64_t at = (<uint64_t>key * 0x9E3779B97F4A7C15ULL >> 24) & self.mask
        while self.table[at] >= 0 and self.keys[self.table[at]] != key:
            at = (at + 1) & self.mask
        return at

    cdef inline int32_t _find(self, int64_t key) noexcept nogil:
        """Which of the different shingles has this key; -1: none."""
        return self.table[self._place(key)]

    cdef int32_t _nearest(self, int32_t which, Py_ssize_t least) noexcept nogil:
        """The first place from `least` on where it stands; where there is none, the first of all."""
        cdef int32_t low = self.begins[which], high = self.begins[which + 1], middle
        while low < high:
            middle = (low + high) // 2
            if self.places[middle] < least:
                low = middle + 1
            else:
                high = middle
        return self.places[low if low < self.begins[which + 1] else self.begins[which]]

    def shared(self, Shingled other):
        """How many different shingles stand in both."""
        cdef Py_ssize_t i, many = 0
        for i in range(self.different):
            many += other._find(self.keys[i]) >= 0
        return many

    def blocks(self, Shingled other):
        """As `linking.alignment.PlainShingled.blocks`."""
        cdef Py_ssize_t i, start = 0, at = 0, count = 0, wanted = -1
        cdef int32_t found
        cdef list blocks = []
        for i in range(self.many):
            found = other._find(self.keys[self.which[i]])
            if found < 0:
                wanted = -1
                continue
            if wanted < 0 or wanted >= other.many or other.which[wanted] != found:
                if count:
                    blocks.append((start, at, count + self.length - 1))
                start, at, count = i, other._nearest(found, at + count - 1), 0
                wanted = at
            count += 1
            wanted += 1
        if count:
            blocks.append((start, at, count + self.length - 1))
        return blocks

    def share_covered(self, Shingled other, Py_ssize_t units):
        """As `linking.alignment.PlainShingled.share_covered`."""
        cdef Py_ssize_t i, end, upto = 0, covered = 0
        for i in range(min(units, self.many)):
            if other._find(self.keys[self.which[i]]) >= 0:
                end = min(i + self.length, units)
                covered += end - max(i, upto)
                upto = end
        return covered / <double>min(units, self.many + self.length - 1)
