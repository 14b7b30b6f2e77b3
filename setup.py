"""Builds the part of `extraction` in C. Where no compiler is, the install goes on without it: pages are read slower."""

from pathlib import Path

import lxml
from Cython.Build import cythonize
from setuptools import Extension, setup

FOLDER = Path(lxml.__file__).parent
NATIVE = Extension(
    "extraction._native",
    ["extraction/_native.pyx"],
    include_dirs=[str(FOLDER), *map(str, (FOLDER / "includes").glob("**/")), *lxml.get_include()],
    optional=True,
)

setup(ext_modules=cythonize([NATIVE]))
