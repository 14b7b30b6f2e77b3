"""Builds the parts of `extraction` and `linking` in C. Where no compiler is, the install does without: it is slower."""

import sys

import lxml
from Cython.Build import cythonize
from setuptools import Extension, setup

PARTS = [
    Extension(
        name,
        [f"{name.replace('.', '/')}.pyx"],
        include_dirs=lxml.get_include(),
        # A product and a sum in one rounding would be other numbers than those of Python.
        extra_compile_args=[] if sys.platform == "win32" else ["-ffp-contract=off"],
        optional=True,
    )
    for name in (
        "extraction._byline",
        "extraction._context",
        "extraction._forest",
        "extraction._ground",
        "extraction._lean",
        "extraction._lines",
        "extraction._native",
        "extraction._related",
        "extraction._rows",
        "extraction._texts",
        "extraction._title",
        "extraction._walk",
        "linking._keys",
        "linking._native",
    )
]

setup(ext_modules=cythonize(PARTS))
