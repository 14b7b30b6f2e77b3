"""What other parts in C may ask of single lines."""

cimport cython


cpdef double weight(str text) except -1.0
cpdef str lowered(str text)
cpdef bint has_day(str text) except -1


@cython.final
cdef class Cues:
    cdef dict words
    cdef dict wide
    cdef unsigned char starts[1024]
    cdef unsigned char firsts[1024]
    cdef int head
    cdef int sign
    cdef str marks

    cdef int _at(self, str text, Py_ssize_t start, Py_ssize_t end)
    cpdef int mask(self, str text, bint wide) except -1
    cdef int _word(self, str head, Py_ssize_t start, Py_ssize_t end, int mask) except -1
    cdef int _phrase(self, str head, Py_UCS4 char) except -1
