# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
"""A page's source without what no finder reads (`extraction/lean.py`), in C: one pass over its bytes.

Tags are cut up as HTML5 (13.2.5, tokenization) and the parser have it. Where a parser may take the markup otherwise, the
rest of the page stays as it is.
"""

cimport cython
from cpython.bytes cimport PyBytes_AS_STRING
from cpython.ref cimport Py_DECREF, PyObject
from libc.string cimport memchr, memcmp, memcpy, memset

cdef extern from "Python.h":
    PyObject* PyBytes_FromStringAndSize(const char* text, Py_ssize_t size) except NULL
    int _PyBytes_Resize(PyObject** text, Py_ssize_t size) except -1

ctypedef const unsigned char* Text

cdef enum:
    MOST_NAMES = 160
    # Elements that may be open within a drawing.
    MOST_OPEN = 16
    # What a byte may be in a tag.
    SPACE = 1
    ENDS_NAME = 2
    ENDS_VALUE = 4
    LETTER = 8

cdef unsigned char kinds[256]
for _byte in range(256):
    kinds[_byte] = LETTER if 65 <= _byte & 0xDF <= 90 else 0
    if _byte in b" \t\n\f\r":
        kinds[_byte] = SPACE | ENDS_NAME | ENDS_VALUE
    elif _byte in b"/>":
        kinds[_byte] = ENDS_NAME | (ENDS_VALUE if _byte == 62 else 0)


cdef struct Name:
    Text text
    Py_ssize_t size
    bint begins
    bint is_read


@cython.final
cdef class Lean:
    """Takes attributes by their names, and what nobody reads of `<head>`, out of a page's source."""

    cdef Name names[MOST_NAMES]
    # Where those begin that begin with a letter, and the end of the last.
    cdef int first[27]
    cdef list kept

    def __init__(self, unread, read):
        """Names of attributes in small letters, `-` and `:`, with a `*` where others may begin so; `read` are those of the
        unread that are read."""
        cdef bytes text
        cdef int number = 0
        self.kept = []
        names = sorted([(name[:1], name not in read, name) for name in (*unread, *read)])
        if len(names) > MOST_NAMES:
            raise ValueError(f"{len(names)} names")
        for letter in range(27):
            self.first[letter] = number
            # Those that are read stand first.
            for start, is_unread, name in names:
                if ord(start) == 97 + letter:
                    text = name.rstrip("*").encode("ascii")
                    self.kept.append(text)
                    self.names[number] = Name(<Text>PyBytes_AS_STRING(text), len(text), name.endswith("*"), not is_unread)
                    number += 1
        if number != len(names):
            raise ValueError("a name begins with no small letter")

    def leaves_out(self, bytes name):
        """Whether an attribute of that name is left out."""
        return len(name) > 0 and self._leaves_out(<Text>PyBytes_AS_STRING(name), len(name))

    cdef bint _leaves_out(self, Text name, Py_ssize_t size) noexcept nogil:
        cdef int i, letter = (name[0] | 32) - 97
        if not 0 <= letter < 26:
            return False
        for i in range(self.first[letter], self.first[letter + 1]):
            if size == self.names[i].size or (size > self.names[i].size and self.names[i].begins):
                if _alike(name, self.names[i].text, self.names[i].size):
                    return not self.names[i].is_read
        return False

    def of(self, bytes data):
        """The source, UTF-8 and not empty, without them; and where the texts of scripts began and ended that were left
        out, in bytes of `data`, one behind the other."""
        cdef Text text = <Text>PyBytes_AS_STRING(data)
        cdef Text end = text + len(data)
        cdef Text at = text
        # Behind the last tag or comment; behind what is copied or left out.
        cdef Text behind = text
        cdef Text copied = text
        cdef Text copied_before
        cdef Text tag
        cdef Text behind_tag
        cdef Text stop
        cdef Py_ssize_t size
        # Whether nothing but tags of the head came so far; whether its own did.
        cdef bint in_head = True, headed = False, is_script, is_blank
        cdef list scripts = []
        cdef PyObject* made = PyBytes_FromStringAndSize(NULL, len(data))
        cdef unsigned char* start = <unsigned char*>PyBytes_AS_STRING(<object>made)
        cdef unsigned char* out = start
        cdef unsigned char* out_before
        cdef bytes cut
        while True:
            at = <Text>memchr(at, c"<", end - at)
            if at is NULL or at + 2 >= end:
                break
            if not kinds[at[1]] & LETTER:
                is_blank = (in_head or at[1] == c"!") and _is_blank(behind, at)
                in_head = in_head and is_blank and not _ends_head(at, end)
                tag = at
                at = behind = _passed(at, end)
                if at is NULL:
                    break
                if is_blank and tag[1] == c"!" and tag[2] == c"-" and _goes_on(at, end) and not _tells_facts(tag, at):
                    out = _copied(copied, tag, out)
                    copied = at
                continue
            in_head = in_head and _is_blank(behind, at)
            tag = at + 1
            at = tag + 1
            while at < end and not kinds[at[0]] & ENDS_NAME:
                at += 1
            size = at - tag
            copied_before, out_before = copied, out
            at = behind = behind_tag = self._through(at, end, &copied, &out)
            if at is NULL:
                break
            if _is_raw(tag, size):
                stop = _closing(at, end, tag, size)
                if stop is NULL or (at - 2)[0] == c"/" or (size == 6 and _opens_again(at, stop)):
                    break
                is_script = size == 6 and (tag[0] | 32) == c"s"
                in_head = in_head and (size == 5 or is_script)
                if size == 5 and (tag[0] | 32) == c"s":
                    out = _copied(copied, at, out)
                    copied = stop
                elif is_script and (stop == at or not _may_be_data(tag, at)):
                    behind = stop
                    if in_head and headed and not _may_be_read(tag, at):
                        behind = _passed(stop, end)
                        if behind is NULL:
                            break
                        copied, out = copied_before, out_before
                        at = tag - 1
                    if stop > behind_tag:
                        scripts.append(behind_tag - text)
                        scripts.append(stop - text)
                    out = _copied(copied, at, out)
                    copied = stop = behind
                at = behind = stop
            elif _is(tag, size, b"plaintext", 9):
                break
            elif in_head:
                if headed and _is(tag, size, b"link", 4) and not _may_be_read(tag, at):
                    out = _copied(copied_before, tag - 1, out_before)
                    copied = at
                in_head = _is_of_head(tag, size)
                if _is(tag, size, b"head", 4):
                    headed = (at - 2)[0] != c"/"
            if size == 3 and (at - 2)[0] != c"/" and _is(tag, size, b"svg", 3):
                is_blank = False
                stop = _behind_drawing(at, end, &is_blank)
                if stop is not NULL:
                    out = _copied(copied, at, out)
                    if is_blank:
                        out[0] = 32
                        out += 1
                    copied = at = behind = stop
        out = _copied(copied, end, out)
        _PyBytes_Resize(&made, out - start)
        cut = <bytes>made
        # The variable holds it now.
        Py_DECREF(cut)
        return cut, scripts

    cdef Text _through(self, Text at, Text end, Text* copied, unsigned char** out) noexcept:
        """Behind the tag whose name ends at `at`, of which is copied what is before an attribute to leave out; NULL where
        it does not end."""
        cdef Text name
        cdef Text value
        cdef Text copied_before = copied[0]
        cdef unsigned char* out_before = out[0]
        cdef Py_ssize_t size
        # Whether the tag keeps all that it has; whether it lost a style.
        cdef bint has_all = False, styled = False, is_style, is_quoted, is_apart
        while True:
            while at < end and (kinds[at[0]] & SPACE or at[0] == c"/"):
                at += 1
            if at >= end:
                return NULL
            if at[0] == c">":
                return at + 1
            name = at
            at += 1
            while at < end and not kinds[at[0]] & ENDS_NAME and at[0] != c"=":
                at += 1
            size = at - name
            while at < end and kinds[at[0]] & SPACE:
                at += 1
            if at >= end:
                return NULL
            # Behind a `/` what is left would stand at the end of the tag, and end the element.
            is_apart = (name - 1)[0] != c"/"
            if at[0] != c"=":
                if is_apart and not has_all and self._leaves_out(name, size):
                    out[0] = _copied(copied[0], name, out[0])
                    copied[0] = name + size
                continue
            at += 1
            while at < end and kinds[at[0]] & SPACE:
                at += 1
            if at >= end or at[0] == c">":
                continue
            is_quoted = at[0] == c'"' or at[0] == c"'"
            value = at
            if is_quoted:
                value = at + 1
                at = <Text>memchr(value, at[0], end - value)
                if at is NULL:
                    return NULL
                at += 1
            else:
                while at < end and not kinds[at[0]] & ENDS_VALUE:
                    at += 1
            is_style = _is(name, size, b"style", 5)
            if has_all or not (is_style or self._leaves_out(name, size)):
                continue
            # Of two attributes of a name the parser keeps the first.
            if is_style and not styled and (not is_quoted or _may_hide(value, at - 1)):
                continue
            # The state of a framework is read from any attribute.
            if value[0] == c"{" or value[0] == c"&" or _has_sign(at, end) or (is_style and not is_quoted):
                has_all = True
                copied[0], out[0] = copied_before, out_before
                continue
            if not is_apart:
                continue
            styled = styled or is_style
            out[0] = _copied(copied[0], name, out[0])
            copied[0] = at


cdef inline unsigned char* _copied(Text start, Text stop, unsigned char* out) noexcept nogil:
    memcpy(out, start, stop - start)
    return out + (stop - start)


cdef inline bint _alike(Text one, Text other, Py_ssize_t size) noexcept nogil:
    """Whether so many letters, digits, `-` or `:` are the same, whatever their case."""
    cdef Py_ssize_t i
    for i in range(size):
        if (one[i] | 32) != (other[i] | 32):
            return False
    return True


cdef inline bint _is(Text text, Py_ssize_t size, const char* name, Py_ssize_t length) noexcept nogil:
    return size == length and _alike(text, <Text>name, size)


cdef bint _may_hide(Text at, Text end) noexcept nogil:
    """Whether a style may hide its element (`extraction/hiding.py`): what hides holds one of a few words, spaces aside."""
    cdef unsigned char word[8]
    cdef int i
    memset(word, 0, sizeof(word))
    while at < end:
        if at[0] == c"&":
            return True
        if at[0] != 32:
            for i in range(7):
                word[i] = word[i + 1]
            word[7] = at[0] | 32
            # A colon, a digit and a hyphen have that bit.
            if word[6] == c":" and word[7] == c"-" or memcmp(word + 4, b"none", 4) == 0:
                return True
            if memcmp(word + 2, b"hidden", 6) == 0 or memcmp(word, b"height:0", 8) == 0:
                return True
        at += 1
    return False


cdef bint _may_be_read(Text at, Text end) noexcept nogil:
    """Whether a link of the head may lead to this page itself or the next, or an element carry a framework's state."""
    while at < end:
        if at[0] == c"{" or at[0] == c"&" and (at[1] == c"#" or at[1] | 32 == c"l"):
            return True
        if at[0] | 32 == c"c" and end - at > 9 and _is(at, 9, b"canonical", 9):
            return True
        if at[0] | 32 == c"n" and end - at > 4 and _is(at, 4, b"next", 4):
            return True
        at += 1
    return False


cdef inline bint _goes_on(Text at, Text end) noexcept nogil:
    """Whether the next but white space is a tag or another comment."""
    while at < end and kinds[at[0]] & SPACE:
        at += 1
    return end - at > 2 and at[0] == c"<" and (kinds[at[1]] & LETTER or at[1] == c"/" and kinds[at[2]] & LETTER or at[1] == c"!")


cdef bint _tells_facts(Text at, Text end) noexcept nogil:
    """Whether a comment is one in which a content system writes facts (`extraction/cms.py`)."""
    while end - at > 11:
        at = <Text>memchr(at, c"p", end - at - 8)
        if at is NULL:
            return False
        if memcmp(at - 2, b"enpproperty", 11) == 0:
            return True
        at += 1
    return False


cdef bint _may_be_data(Text at, Text end) noexcept nogil:
    """Whether a script's tag may say that it holds the page's data or markup: `ld+json`, `template`, `html`."""
    while at < end:
        if at[0] == c"&":
            return True
        if at[0] | 32 == c"l" and end - at > 7 and _is(at, 7, b"ld+json", 7):
            return True
        if at[0] | 32 == c"t" and end - at > 8 and _is(at, 8, b"template", 8):
            return True
        if at[0] | 32 == c"h" and end - at > 4 and _is(at, 4, b"html", 4):
            return True
        at += 1
    return False


cdef Text _behind_drawing(Text at, Text end, bint* is_blank) noexcept nogil:
    """The end tag of an `<svg>` whose tag ends at `at`, where nothing stands in it but whole elements that draw, and
    white space; NULL where anything else does."""
    cdef Text names[MOST_OPEN]
    cdef Py_ssize_t sizes[MOST_OPEN]
    cdef Text name
    cdef Py_ssize_t size
    cdef int depth = 0
    cdef bint ends
    while True:
        while at < end and kinds[at[0]] & SPACE:
            is_blank[0] = True
            at += 1
        if end - at < 6 or at[0] != c"<":
            return NULL
        ends = at[1] == c"/"
        name = at = at + 1 + ends
        while kinds[at[0]] & LETTER:
            at += 1
        size = at - name
        if ends:
            if at[0] != c">":
                return NULL
            if not depth:
                return name - 2 if _is(name, size, b"svg", 3) else NULL
            depth -= 1
            if size != sizes[depth] or not _alike(name, names[depth], size):
                return NULL
            at += 1
            continue
        if not _draws(name, size):
            return NULL
        at = _behind_plain(at, end)
        if at is NULL:
            return NULL
        if (at - 2)[0] != c"/":
            if depth == MOST_OPEN:
                return NULL
            names[depth], sizes[depth] = name, size
            depth += 1


cdef bint _draws(Text name, Py_ssize_t size) noexcept nogil:
    """Whether an element only draws; no parser knows these, so that none of them opens or closes another."""
    if size <= 3:
        return _is(name, size, b"g", 1) or _is(name, size, b"use", 3) or _is(name, size, b"svg", 3)
    if size == 4:
        return any_of(name, size, b"path", b"rect", b"line") or any_of(name, size, b"defs", b"stop", b"mask")
    if size == 6:
        return any_of(name, size, b"circle", b"symbol", b"filter")
    if size == 7:
        return any_of(name, size, b"polygon", b"ellipse", b"pattern")
    return _is(name, size, b"polyline", 8) or _is(name, size, b"clippath", 8) or _is(name, size, b"lineargradient", 14)


cdef inline bint any_of(Text name, Py_ssize_t size, const char* one, const char* two, const char* three) noexcept nogil:
    return _alike(name, <Text>one, size) or _alike(name, <Text>two, size) or _alike(name, <Text>three, size)


cdef Text _behind_plain(Text at, Text end) noexcept nogil:
    """Behind a tag whose name ends at `at`, where its values stand in quotes right behind their `=` and none may be the
    state of a framework; NULL for any other tag."""
    cdef Text value
    if not kinds[at[0]] & ENDS_NAME:
        return NULL
    while at < end:
        if at[0] == c">":
            return at + 1
        if at[0] == c"=":
            if kinds[(at - 1)[0]] & ENDS_NAME or (at[1] != c'"' and at[1] != c"'"):
                return NULL
            value = at + 2
            if value >= end or value[0] == c"{" or value[0] == c"&":
                return NULL
            at = <Text>memchr(value, at[1], end - value)
            if at is NULL or not kinds[at[1]] & ENDS_NAME:
                return NULL
        elif at[0] == c'"' or at[0] == c"'" or at[0] == c"<":
            return NULL
        at += 1
    return NULL


cdef bint _is_blank(Text at, Text end) noexcept nogil:
    while at < end:
        if not kinds[at[0]] & SPACE:
            return False
        at += 1
    return True


cdef bint _ends_head(Text at, Text end) noexcept nogil:
    """Whether a `<` is text, or an end tag that of another element than those without markup which the head holds."""
    if at[1] != c"/" or not kinds[at[2]] & LETTER:
        return at[1] != c"!" and at[1] != c"?" and at[1] != c"/"
    at += 2
    if end - at > 5 and kinds[at[5]] & ENDS_NAME and (_is(at, 5, b"style", 5) or _is(at, 5, b"title", 5)):
        return False
    return not (end - at > 6 and kinds[at[6]] & ENDS_NAME and _is(at, 6, b"script", 6))


cdef inline bint _has_sign(Text at, Text end) noexcept nogil:
    """Whether `=` comes next, behind which would stand what the attribute before it says."""
    while at < end and kinds[at[0]] & SPACE:
        at += 1
    return at < end and at[0] == c"="


cdef bint _is_raw(Text tag, Py_ssize_t size) noexcept nogil:
    """Whether an element holds no markup."""
    cdef unsigned char first = tag[0] | 32
    if first == c"s":
        return _is(tag, size, b"script", 6) or _is(tag, size, b"style", 5)
    if first == c"t":
        return _is(tag, size, b"title", 5) or _is(tag, size, b"textarea", 8)
    if first == c"n":
        return _is(tag, size, b"noembed", 7) or _is(tag, size, b"noframes", 8)
    return _is(tag, size, b"iframe", 6) or _is(tag, size, b"xmp", 3)


cdef bint _is_of_head(Text tag, Py_ssize_t size) noexcept nogil:
    """Whether a page's head, which nobody reads as a text, goes on behind a tag."""
    if _is(tag, size, b"meta", 4) or _is(tag, size, b"link", 4) or _is(tag, size, b"base", 4):
        return True
    return _is(tag, size, b"html", 4) or _is(tag, size, b"head", 4)


cdef Text _passed(Text at, Text end) noexcept nogil:
    """Behind an end tag, a comment or a declaration that begins at `at`, or behind a `<` that is none of these; NULL where
    it has no end, or what no end tag has."""
    if at[1] == c"!" and at[2] == c"-" and at + 3 < end and at[3] == c"-":
        return _behind_comment(at, end)
    if at[1] == c"/" and kinds[at[2]] & LETTER:
        at += 3
        while at < end and not kinds[at[0]] & ENDS_NAME:
            at += 1
        while at < end and kinds[at[0]] & SPACE:
            at += 1
        if at >= end or at[0] != c">":
            return NULL
        return at + 1
    if at[1] == c"!" or at[1] == c"?" or at[1] == c"/":
        at = <Text>memchr(at, c">", end - at)
        if at is NULL:
            return NULL
    return at + 1


cdef Text _behind_comment(Text at, Text end) noexcept nogil:
    """`<!-->` and `<!--->` are whole, `--!>` ends one, too."""
    cdef Text start = at
    while True:
        at = <Text>memchr(at, c">", end - at)
        if at is NULL:
            return NULL
        at += 1
        if at - start >= 5 and (at - 2)[0] == c"-" and (at - 3)[0] == c"-":
            return at
        if at - start >= 8 and (at - 2)[0] == c"!" and (at - 3)[0] == c"-" and (at - 4)[0] == c"-":
            return at


cdef Text _closing(Text at, Text end, Text name, Py_ssize_t size) noexcept nogil:
    """Where the end tag of a name stands; NULL for nowhere."""
    while True:
        at = <Text>memchr(at, c"<", end - at)
        if at is NULL or at + 2 + size >= end:
            return NULL
        if at[1] == c"/" and kinds[at[2 + size]] & ENDS_NAME and _alike(at + 2, name, size):
            return at
        at += 1


cdef bint _opens_again(Text at, Text end) noexcept nogil:
    """Whether a script has `<script` behind a `<!--`: its first end tag may not be its end."""
    cdef bint hidden = False
    while True:
        at = <Text>memchr(at, c"<", end - at)
        if at is NULL:
            return False
        if end - at >= 4 and at[1] == c"!" and at[2] == c"-" and at[3] == c"-":
            hidden = True
        elif hidden and end - at >= 7 and _is(at + 1, 6, b"script", 6):
            return True
        at += 1
