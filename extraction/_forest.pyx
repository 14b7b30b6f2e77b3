# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
"""The trees of the scorer in C; `Plain` in `extraction/forest.py` holds the same in Python, and tests compare both."""

from array import array

cimport cython
from cpython.mem cimport PyMem_Calloc, PyMem_Free
from libc.string cimport memset

cdef extern from "Python.h":
    int __builtin_ctz(unsigned int) nogil

# Rows that go through the trees together, sixteen of them in one machine word of the kind that compares byte by byte.
cdef enum:
    HALF = 16
    CHUNK = 32

cdef extern from *:
    """
    typedef signed char Bytes16 __attribute__((vector_size(16), aligned(1), may_alias));

    /* Of sixteen rows, keeps of each eight leaves from `begin` to `end` those of `left`, or all where the row's rank is
       no greater than the threshold. Rows stand side by side, `CHUNK` for each eight leaves. */
    static inline void strike(const unsigned char* ranks, const unsigned char* test, unsigned char* kept) {
        Bytes16 passes = *(const Bytes16*)ranks <= (signed char)test[0];
        int plane;
        for (plane = test[1]; plane < test[2]; plane++)
            *(Bytes16*)(kept + 32 * plane) &= passes | (signed char)test[3 + plane];
    }
    """
    void strike(const unsigned char* ranks, const unsigned char* test, unsigned char* kept) nogil


cdef struct Test:
    int feature
    # Of the thresholds of that feature, in order, from 0; then the bytes of a row's leaves that it concerns, from and
    # to, and what is left of each where the value is greater.
    unsigned char said[7]


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
        test.said[0], test.said[1], test.said[2] = known[feature[node]].index(threshold[node]), leaf // 8, (end + 7) // 8
        for k in range(32):
            if not leaf <= k < end:
                test.said[3 + k // 8] |= 1 << k % 8
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
        """How many thresholds of its feature each value is greater than; feature by feature, all rows a step at once:
        none has to wait for the answer of another."""
        cdef Py_ssize_t i, k
        cdef int size, half
        cdef int bases[CHUNK]
        cdef const double* edges
        for k in range(self.width):
            edges = self.thresholds + self.bounds[k]
            size = self.bounds[k + 1] - self.bounds[k]
            for i in range(number):
                bases[i] = 0
            while size > 0:
                half = (size + 1) // 2
                for i in range(number):
                    bases[i] += half * (rows[i * self.width + k] > edges[bases[i] + half - 1])
                size -= half
            for i in range(number):
                ranks[CHUNK * k + i] = <unsigned char>bases[i]

    cdef void _add(self, const unsigned char* ranks, Py_ssize_t number, double* sums) noexcept nogil:
        """Some rows through all trees, in their order."""
        cdef Py_ssize_t tree, n, i
        cdef const Test* test
        cdef unsigned char kept[4 * CHUNK]
        for tree in range(self.trees):
            memset(kept, 255, 4 * CHUNK)
            for n in range(self.first[tree], self.first[tree + 1]):
                test = &self.tests[n]
                strike(ranks + CHUNK * test.feature, test.said, kept)
                if number > HALF:
                    strike(ranks + CHUNK * test.feature + HALF, test.said, kept + HALF)
            for i in range(number):
                sums[i] += self.leaves[32 * tree + __builtin_ctz(
                    kept[i]
                    | <unsigned int>kept[CHUNK + i] << 8
                    | <unsigned int>kept[2 * CHUNK + i] << 16
                    | <unsigned int>kept[3 * CHUNK + i] << 24
                )]
