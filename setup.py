"""Builds the part of `extraction` in C. Where no compiler is, the install goes on without it: pages are read slower."""

import lxml
from Cython.Build import cythonize
from setuptools import Extension, setup

NATIVE = Extension(
    "extraction._native",
    ["extraction/_native.pyx"],
    include_dirs=lxml.get_include(),
    optional=True,
)

setup(ext_modules=cythonize([NATIVE]))
