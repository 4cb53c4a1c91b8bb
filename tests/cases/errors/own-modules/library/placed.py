DOCUMENTATION = r"""
extends_documentation_fragment: [files, placed, placed.unit, acme.tools.auth, action_common_attributes]
options:
  path: { type: path, required: true }
  colour: { choices: [green] }
"""
