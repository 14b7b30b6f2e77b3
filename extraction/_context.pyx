# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
"""The rows of a second look at a page's blocks, in C; `rows_in_python` in `extraction/context.py` holds the same."""

from array import array

cimport cython
from cpython.dict cimport PyDict_GetItemWithError
from cpython.mem cimport PyMem_Calloc, PyMem_Free, PyMem_Malloc
from cpython.ref cimport PyObject
from extraction._lines cimport weight
from extraction._native cimport Block
from libc.math cimport exp
from libc.string cimport memset

cdef enum:
    WIDTH = 26
    REACH = 6
    NEAR = 5

cdef double NONE = -12.0, FAR = 99.0, LONG = 60.0, EDGE = 0.02


cdef struct Group:
    int count
    int within
    double share
    double total
    double most
    double next


cdef int span(const double[::1] odds, const double[::1] alone, int many, int* first, int* last) except -1:
    cdef double total = 0.0, passed = 0.0
    cdef int i
    for i in range(many):
        if odds[i] > 0:
            total += alone[4 * i + 1]
    if total == 0.0:
        first[0], last[0] = 0, many - 1
        return 0
    first[0], last[0] = -1, -1
    for i in range(many):
        if odds[i] > 0:
            passed += alone[4 * i + 1]
            if first[0] < 0 and passed >= EDGE * total:
                first[0] = i
            if last[0] < 0 and passed >= (1.0 - EDGE) * total:
                last[0] = i
    return 0


def alone_and_alike(tuple blocks, list wanted, list tags, list ups, dict classes, dict codes, double other, double most):
    """What each wanted block is alone (four numbers), and its group; `alone_and_alike_in_python` holds the same."""
    cdef Py_ssize_t many = len(wanted), k, place
    numbers, numbered = array("d", bytes(32 * many)), array("i", bytes(4 * many))
    cdef double[::1] alone = numbers
    cdef int[::1] alike = numbered
    cdef Forms forms = Forms(tags, ups, classes)
    cdef Block block
    cdef double chars
    for k in range(many):
        block = blocks[wanted[k]]
        place = block.node
        code = codes.get(tags[place])
        chars = len(block.text)
        alone[4 * k] = other if code is None else code
        alone[4 * k + 1] = min(weight(block.text), most)
        alone[4 * k + 2] = min(block.link_chars / chars, 1.0)
        alone[4 * k + 3] = block.bold_chars / chars
        alike[k] = forms.group_of(place)
    return numbers, numbered


@cython.final
cdef class Forms:
    """Groups the elements of a page by tag and first class, and by those of the two elements above."""

    cdef list tags, ups
    cdef dict classes, forms, groups
    # By place, from 1 on.
    cdef int* known
    # What was asked for last, by the addresses of tag and label: elements share both.
    cdef void* tag_at[256]
    cdef void* label_at[256]
    cdef int form_at[256]

    def __cinit__(self, list tags, list ups, dict classes):
        self.tags, self.ups, self.classes, self.forms, self.groups = tags, ups, classes, {}, {}
        self.known = <int*>PyMem_Calloc(len(tags) + 1, sizeof(int))
        if self.known is NULL:
            raise MemoryError
        memset(self.tag_at, 0, sizeof(self.tag_at))

    def __dealloc__(self):
        PyMem_Free(self.known)

    cdef int group_of(self, Py_ssize_t place) except -1:
        cdef Py_ssize_t at = place
        cdef unsigned long long key = 0
        cdef int step
        if not self.known[place]:
            for step in range(3):
                # A page has fewer forms than two million.
                key = key << 21 | <unsigned long long>(self._form(at) if at >= 0 else 0)
                at = self.ups[at] if at >= 0 else -1
            self.known[place] = <int>self.groups.setdefault(key, len(self.groups)) + 1
        return self.known[place] - 1

    cdef int _form(self, Py_ssize_t at) except -1:
        cdef str tag = self.tags[at]
        cdef PyObject* label = PyDict_GetItemWithError(self.classes, at)
        cdef size_t slot = (<size_t><void*>tag >> 4 ^ <size_t>label >> 5) & 255
        if label is NULL or not <str>label:
            label = NULL
        if self.tag_at[slot] != <void*>tag or self.label_at[slot] != <void*>label:
            form = tag if label is NULL else f"{tag} {(<str>label).partition(' ')[0]}"
            self.form_at[slot] = self.forms.setdefault(form, len(self.forms) + 1)
            self.tag_at[slot], self.label_at[slot] = <void*>tag, <void*>label
        return self.form_at[slot]


def rows(const double[::1] odds, const int[::1] places, const double[::1] alone, const int[::1] groups):
    """The rows of blocks with these odds, places on the page, four numbers of their own each, and groups (numbered from
    0, each below the number of blocks), one row of 26 numbers behind the other."""
    cdef int many = <int>odds.shape[0]
    if places.shape[0] != many or alone.shape[0] != 4 * many or groups.shape[0] != many:
        raise ValueError("blocks with numbers missing")
    made = array("d", bytes(8 * WIDTH * many))
    if not many:
        return made
    cdef int i
    for i in range(many):
        if not 0 <= groups[i] < many:
            raise ValueError("no such group")
    cdef double[::1] out = made
    cdef double* shares = <double*>PyMem_Malloc(many * sizeof(double))
    cdef Group* held = <Group*>PyMem_Malloc(many * sizeof(Group))
    try:
        if shares == NULL or held == NULL:
            raise MemoryError
        fill(odds, places, alone, groups, many, shares, held, out)
    finally:
        PyMem_Free(shares)
        PyMem_Free(held)
    return made


cdef int fill(
    const double[::1] odds,
    const int[::1] places,
    const double[::1] alone,
    const int[::1] groups,
    int many,
    double* shares,
    Group* held,
    double[::1] out,
) except -1:
    cdef int i, j, step, first, last, others, within
    cdef double mass = 0.0, before = 0.0, behind, near, total
    cdef double* row
    cdef Group* group
    for i in range(many):
        shares[i] = 1.0 / (1.0 + exp(-odds[i]))
        held[i].count = held[i].within = 0
        held[i].share = held[i].total = 0.0
        held[i].most = held[i].next = NONE
    span(odds, alone, many, &first, &last)
    for i in range(many):
        mass += shares[i] * alone[4 * i + 1]
        group = &held[groups[i]]
        group.count += 1
        group.share += shares[i]
        if odds[i] > group.most:
            group.next = group.most
            group.most = odds[i]
        elif odds[i] > group.next:
            group.next = odds[i]
        if first <= i <= last:
            group.within += 1
            group.total += odds[i]
    for i in range(many):
        row = &out[WIDTH * i]
        behind = before + shares[i] * alone[4 * i + 1]
        row[0] = odds[i]
        for step in range(1, 4):
            row[2 * step - 1] = odds[i - step] if i >= step else NONE
            row[2 * step] = odds[i + step] if i + step < many else NONE
        row[7] = <double>(places[i] - places[i - 1]) if i else FAR
        row[8] = <double>(places[i + 1] - places[i]) if i + 1 < many else FAR
        row[9] = row[10] = NONE
        for j in range(i - 1, max(i - REACH, 0) - 1, -1):
            if alone[4 * j + 1] > LONG:
                row[9] = odds[j]
                break
        for j in range(i + 1, min(i + REACH, many - 1) + 1):
            if alone[4 * j + 1] > LONG:
                row[10] = odds[j]
                break
        group = &held[groups[i]]
        others = group.count - 1
        row[11] = others
        row[12] = (group.share - shares[i]) / others if others else -1.0
        row[13] = row[14] = NONE
        if others:
            row[13] = group.next if odds[i] == group.most else group.most
            within, total = group.within, group.total
            if first <= i <= last:
                within, total = within - 1, total - odds[i]
            if within:
                row[14] = total / within
        row[15] = 1.0 if first <= i <= last else 0.0
        row[16] = max(places[first] - places[i], places[i] - places[last], 0)
        row[17] = <double>(places[i] - places[first]) / max(1, places[last] - places[first])
        row[18] = mass
        row[19] = before / max(1.0, mass)
        row[20] = (mass - behind) / max(1.0, mass)
        for j in range(4):
            row[21 + j] = alone[4 * i + j]
        near = 0.0
        for j in range(max(0, i - NEAR), min(many, i + NEAR + 1)):
            near += shares[j]
        row[25] = near - shares[i]
        before = behind
    return 0
