"""What other parts in C may ask of places of a page."""

cimport cython
from cpython.unicode cimport PyUnicode_DecodeUTF8
from libc.string cimport strlen
from lxml.includes.tree cimport xmlNode

from extraction._native cimport Block, Elements


@cython.final
cdef class Ground:
    cdef Elements elements
    cdef list tags, chars, known_names
    cdef dict classes, ids, hrefs, tag_kinds, tag_looks, known_texts, known_parts
    cdef tuple blocks, nowhere
    cdef object words_of, kinds_of
    cdef frozenset heading_tags, title_bars, silent
    cdef Py_ssize_t core
    # Of each block the place of its element, and the highest place of those up to it; the places of the links, and of
    # the article's paragraphs.
    cdef int* nodes
    cdef int* orders
    cdef int* links
    cdef int* body
    # Of each element the kinds of box around it and one; 0 where nobody asked.
    cdef int* known_kinds
    cdef Py_ssize_t number, linked, paragraphs

    cpdef frozenset names(self, Py_ssize_t at)
    cpdef str text(self, Py_ssize_t at)
    cdef bint _is_inline(self, xmlNode* node) except -1
    cpdef int kinds(self, Py_ssize_t at) except -1
    cdef bint _around_body(self, Py_ssize_t at) except -1
    cpdef bint in_heading_tag(self, Py_ssize_t at) except -1
    cpdef bint in_title_bar(self, Py_ssize_t at) except -1
    cdef bint _is_linked_heading(self, Py_ssize_t at, bint is_short) except -1
    cdef bint _begins_with_flag(self, Py_ssize_t at, frozenset flags) except -1
    cpdef bint leads_away(self, Py_ssize_t at) except -1
    cdef bint _holds_body(self, Py_ssize_t at) noexcept


cdef str _text_right_below(xmlNode* node)


cdef inline str _decoded(const char* content):
    return PyUnicode_DecodeUTF8(content, strlen(content), "replace")


cdef inline unsigned int _with_letter(unsigned int key, Py_UCS4 char) noexcept nogil:
    """The last four letters by five bits each, which are the same for capitals of ASCII."""
    return (key << 5 | (<unsigned int>char & 31)) & 0xFFFFF
