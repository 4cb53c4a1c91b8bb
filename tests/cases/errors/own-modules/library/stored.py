DOCUMENTATION = r"""
extends_documentation_fragment:
  - shelf
  - shelf.place
options:
  path:
    type: path
"""
