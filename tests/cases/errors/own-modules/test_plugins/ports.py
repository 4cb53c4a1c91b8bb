class TestModule:
    def tests(self):
        return {"unprivileged": lambda port: port > 1023}
