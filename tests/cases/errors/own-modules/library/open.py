DOCUMENTATION = r"""
extends_documentation_fragment:
  - acme.tools.nothing # warning: [unknown-fragment]
options:
  path: { type: path }
"""
