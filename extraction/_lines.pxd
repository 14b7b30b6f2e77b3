"""What other parts in C may ask of single lines."""

cimport cython
from cpython.ref cimport PyObject


cpdef double weight(str text) except -1.0
cpdef str lowered(str text)
cpdef bint has_day(str text) except -1


cdef struct Phrase:
    PyObject* text
    int bit
    bint alone
    # How many of its letters were taken for the number of its beginning; the next phrase with that number.
    Py_ssize_t start
    int next


@cython.final
cdef class Cues:
    cdef list kept
    cdef Phrase* phrases
    cdef dict wide
    # By the first three letters of a word the last phrase that begins so.
    cdef short starts[1024]
    cdef unsigned char firsts[1024]
    cdef int head
    cdef int sign
    cdef str marks

    cdef int _at(self, str text, Py_ssize_t start, Py_ssize_t end)
    cpdef int mask(self, str text, bint wide) except -1
    cdef int _word(self, str head, Py_ssize_t start, Py_ssize_t end, int mask) except -1
    cdef int _phrase(self, str head, Py_UCS4 char) except -1
