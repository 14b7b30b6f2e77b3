"""What other parts in C may know of a page's elements and blocks."""

cimport cython
from lxml.includes cimport etreepublic as cetree
from lxml.includes.tree cimport xmlNode


@cython.final
cdef class Elements:
    cdef cetree._Document doc
    # By place: the node, the places of the element around it and of the last one within, and the nearest block-level
    # element around it, itself included.
    cdef xmlNode** nodes
    cdef int* ups
    cdef int* ends
    cdef int* boxes
    cdef int* slots
    cdef size_t mask
    cdef Py_ssize_t number, room
    cdef list made

    cdef int _append(self, xmlNode* node, int up, int box) except -1
    cdef int _close(self) except -1
    cdef object _at(self, Py_ssize_t place)
    cdef object _around(self, Py_ssize_t place)
    cdef Py_ssize_t _place(self, object element) except -2


@cython.final
cdef class Block:
    cdef readonly Py_ssize_t index, link_chars, bold_chars, node
    cdef readonly str text
    cdef bytes runs
    cdef str told
    cdef tuple parted
    cdef Elements elements


cdef str _text_of(xmlNode* start, dict kinds)
