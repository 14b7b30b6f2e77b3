# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
"""The trees of the scorer in C; `Plain` in `extraction/forest.py` holds the same in Python, and tests compare both."""

from array import array

cimport cython
from cpython.mem cimport PyMem_Calloc, PyMem_Free

# Rows that go through the trees together, in one machine word of the kind that compares byte by byte, or in two.
cdef enum:
    CHUNK = 32

cdef extern from *:
    """
    typedef signed char Bytes16 __attribute__((vector_size(16), aligned(1), may_alias));
    typedef signed char Bytes32 __attribute__((vector_size(32), aligned(1), may_alias));

    typedef struct {
        int feature;
        /* Of the thresholds of that feature, in order, from 0. */
        signed char threshold;
        /* For each eight of a row's leaves, those that are left where the value is greater. */
        signed char left[4];
    } Test;

    typedef struct {
        const Test* tests;
        const int* first;
        const double* leaves;
        Py_ssize_t trees;
    } Trees;

    /* Puts 32 rows through all trees, in their order; ranks of a feature stand side by side. Each test strikes out its
       leaves unless the row's rank is no greater than the threshold: without branches, which no processor can guess. */
    #define PUT_THROUGH(name, Bytes) \
    static void name(const Trees* all, const unsigned char* ranks, int number, double* sums) { \
        Py_ssize_t tree; \
        int i, k; \
        for (tree = 0; tree < all->trees; tree++) { \
            const double* leaves = all->leaves + 32 * tree; \
            unsigned int kept[32]; \
            for (k = 0; k < number; k += (int)sizeof(Bytes)) { \
                const Test* test = all->tests + all->first[tree]; \
                const Test* end = all->tests + all->first[tree + 1]; \
                unsigned char planes[4][sizeof(Bytes)]; \
                Bytes one = {0}, two, three, four; \
                one = two = three = four = ~one; \
                for (; test < end; test++) { \
                    Bytes passes = *(const Bytes*)(ranks + 32 * test->feature + k) <= test->threshold; \
                    one &= passes | test->left[0]; \
                    two &= passes | test->left[1]; \
                    three &= passes | test->left[2]; \
                    four &= passes | test->left[3]; \
                } \
                *(Bytes*)planes[0] = one, *(Bytes*)planes[1] = two; \
                *(Bytes*)planes[2] = three, *(Bytes*)planes[3] = four; \
                for (i = 0; i < (int)sizeof(Bytes); i++) \
                    kept[k + i] = planes[0][i] | (unsigned int)planes[1][i] << 8 | (unsigned int)planes[2][i] << 16 \
                        | (unsigned int)planes[3][i] << 24; \
            } \
            for (i = 0; i < number; i++) \
                sums[i] += leaves[__builtin_ctz(kept[i])]; \
        } \
    }

    PUT_THROUGH(put_through_plainly, Bytes16)
    #if defined(__x86_64__)
    static int has_wide_words(void) { return __builtin_cpu_supports("avx2") != 0; }
    __attribute__((target("avx2"))) PUT_THROUGH(put_through_widely, Bytes32)
    #else
    static int has_wide_words(void) { return 0; }
    #define put_through_widely put_through_plainly
    #endif
    """
    ctypedef struct Test:
        int feature
        signed char threshold
        signed char left[4]
    ctypedef struct Trees:
        const Test* tests
        const int* first
        const double* leaves
        Py_ssize_t trees
    void put_through_plainly(const Trees* all, const unsigned char* ranks, int number, double* sums) nogil
    void put_through_widely(const Trees* all, const unsigned char* ranks, int number, double* sums) nogil
    bint has_wide_words() nogil


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
    cdef public bint wide
    """Whether the processor takes 32 bytes at once (AVX2): the sums are the same."""

    def __cinit__(self, feature, threshold, left, roots, Py_ssize_t width):
        cdef Py_ssize_t i, number = len(feature)
        self.trees, self.width, self.wide = len(roots), width, has_wide_words()
        self.tests = <Test*>PyMem_Calloc(number, sizeof(Test))
        self.first = <int*>PyMem_Calloc(self.trees + 1, sizeof(int))
        self.leaves = <double*>PyMem_Calloc(32 * self.trees, sizeof(double))
        self.thresholds = <double*>PyMem_Calloc(number, sizeof(double))
        self.bounds = <int*>PyMem_Calloc(width + 1, sizeof(int))
        if not (self.tests and self.first and self.leaves and self.thresholds and self.bounds):
            raise MemoryError
        # Threshold to rank, of each feature.
        known = [{} for i in range(width)]
        for asked, value in zip(feature, threshold):
            if asked >= 0:
                known[asked][value] = 0
        for i in range(width):
            if len(known[i]) > 127:
                raise ValueError(f"{len(known[i])} thresholds")
            self.bounds[i + 1] = self.bounds[i] + <int>len(known[i])
            for at, value in enumerate(sorted(known[i])):
                self.thresholds[self.bounds[i] + <int>at] = value
                known[i][value] = at
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
        test.threshold = known[feature[node]][threshold[node]]
        for k in range(32):
            if not leaf <= k < end:
                test.left[k // 8] |= <signed char>(1 << k % 8)
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
        """Some rows through all trees."""
        cdef Trees all
        all.tests, all.first, all.leaves, all.trees = self.tests, self.first, self.leaves, self.trees
        if self.wide:
            put_through_widely(&all, ranks, <int>number, sums)
        else:
            put_through_plainly(&all, ranks, <int>number, sums)
