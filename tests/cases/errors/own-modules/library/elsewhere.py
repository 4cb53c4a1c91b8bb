DOCUMENTATION = r"""
extends_documentation_fragment: [nobody.knows.this]
options:
  path:
    type: path
"""
