class FilterModule:
    def filters(self):
        return {"elsewhere": str}
