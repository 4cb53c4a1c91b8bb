DOCUMENTATION = '''
options:
  path: [a
  more: 1 # error: [broken-yaml]
'''
