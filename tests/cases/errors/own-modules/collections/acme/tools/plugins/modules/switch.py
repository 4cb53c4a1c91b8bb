DOCUMENTATION = """
options:
  state: {type: str, required: true}
"""
