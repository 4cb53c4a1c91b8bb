DOCUMENTATION = r"""
extends_documentation_fragment: [nobody.knows.this] # warning: [unknown-fragment]
options:
  path:
    type: path
"""
