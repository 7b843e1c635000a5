"""The Sphinx configuration of the documentation."""

import sys
from pathlib import Path

import opengov

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE / "_ext"))

project = "opengov"
author = "The opengov developers"
project_copyright = "2026, The opengov developers"
version = release = opengov.__version__

extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx.ext.napoleon",
    "enumerations",
    "rulebooks",
]
exclude_patterns = ["_build", "_ext"]

# Pages are Markdown: ::: for notes, definition lists for the dictionary, links to any heading down to the third level.
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3

# Docstrings are numpydoc; signatures keep their types, with short names.
napoleon_google_docstring = False
napoleon_use_rtype = False
autodoc_member_order = "bysource"
autodoc_typehints = "signature"
autodoc_typehints_format = "short"
autodoc_default_options = {"members": True}
python_use_unqualified_type_names = True
python_maximum_signature_line_length = 88

html_theme = "furo"
html_title = f"opengov {release}"
