class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  rack: { type: int, required: true }
  colour: { choices: [red, blue] }
"""
    UNIT = r"""
options:
  unit: { type: int }
"""
