"""Builds the parts of `extraction` in C. Where no compiler is, the install does without: pages are read slower."""

import sys

import lxml
from Cython.Build import cythonize
from setuptools import Extension, setup

PARTS = [
    Extension(
        f"extraction.{name}",
        [f"extraction/{name}.pyx"],
        include_dirs=lxml.get_include(),
        # A product and a sum in one rounding would be other numbers than those of Python.
        extra_compile_args=[] if sys.platform == "win32" else ["-ffp-contract=off"],
        optional=True,
    )
    for name in ("_native", "_rows")
]

setup(ext_modules=cythonize(PARTS))
