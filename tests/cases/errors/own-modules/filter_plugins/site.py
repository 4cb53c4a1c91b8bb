class FilterModule:
    def filters(self):
        return {"site_url": str, "upper": str}
