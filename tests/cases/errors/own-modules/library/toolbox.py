DOCUMENTATION = r"""
options:
  path: {type: path, required: true}
  level: {choices: [low, high]}
  users:
    type: list
    elements: dict
    suboptions:
      name: {type: str, required: true}
"""
