class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  shelf:
    choices: [upper, lower]
"""
    PLACE = r"""
options:
  room:
    type: int
    required: true
"""
