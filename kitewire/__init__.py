"""The vocabulary that every folder of Kitewire shares: records, errors, settings and URLs."""

__version__ = "0.1.0"
