"""A source's own rules: which template fits a page, and what its rules find there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from lxml import etree
from lxml.cssselect import CSSSelector

from extraction.view import HtmlElement, PageView
from kitewire.source import Field, Rule, Template


def strip_by_rules(view: PageView) -> PageView:
    """Takes the elements of the `strip` rules out of the view's tree; what was computed of its layout is forgotten."""
    for template in _fitting(view):
        for rule in template.rules:
            if rule.field is Field.STRIP:
                for element in select(view.root, rule):
                    if etree.iselement(element) and element.getparent() is not None:
                        _take_out(element)
                        view.__dict__.pop("layout", None)
    return view


def _take_out(element: HtmlElement) -> None:
    """Removes an element with all in it; the text behind it stays."""
    parent, before = element.getparent(), element.getprevious()
    if element.tail and before is not None:
        before.tail = (before.tail or "") + element.tail
    elif element.tail:
        parent.text = (parent.text or "") + element.tail
    parent.remove(element)


def elements_by_rules(view: PageView, field: Field) -> tuple[HtmlElement, ...]:
    """The elements that the first rule with a find gives for `field`; empty where none finds any."""
    for found in _finds(view, field):
        elements = tuple(e for e in found if etree.iselement(e))
        if elements:
            return elements
    return ()


def text_by_rules(view: PageView, field: Field) -> str:
    """The text of the first element, attribute or string that a rule finds for `field`; empty for none."""
    for found in _finds(view, field) if view.hints.templates else ():
        for item in found:
            text = view.text_of(item) if etree.iselement(item) else " ".join(str(item).split())
            if text:
                return text
    return ""


def _finds(view: PageView, field: Field) -> Iterator[list[Any]]:
    for template in _fitting(view):
        for rule in template.rules:
            if rule.field is field:
                yield select(view.root, rule)


def _fitting(view: PageView) -> Iterator[Template]:
    for template in view.hints.templates:
        if template.url_pattern is None or re.search(template.url_pattern, view.url):
            yield template


def select(root: HtmlElement, rule: Rule) -> list[Any]:
    """The elements, attributes and strings that a rule finds in a tree, in document order."""
    try:
        found = _compiled(rule.language, rule.expression)(root)
    except etree.XPathError:
        # Rules are checked where they are written; one that fails only on this page finds nothing here.
        return []
    return list(found) if isinstance(found, list) else [found] if isinstance(found, str) else []


@lru_cache(maxsize=4096)
def _compiled(language: str, expression: str) -> Any:
    return CSSSelector(expression, translator="html") if language == "css" else etree.XPath(expression)
