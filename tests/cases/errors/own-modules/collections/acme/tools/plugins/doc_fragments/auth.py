class ModuleDocFragment(object):

    DOCUMENTATION = r'''
options:
  token:
    type: str
    aliases: [key]
'''
