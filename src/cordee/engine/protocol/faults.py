"""What the protocols refuse, said in French because a town's staff writes both files."""


class BadProtocol(ValueError):
    """A protocol file that cannot be trusted. `file` names it, `key` the faulty entry."""

    def __init__(self, file: str, key: str, message: str) -> None:
        super().__init__(f"{file}, {key} : {message}")
        self.file = file
        self.key = key
        self.message = message


class BadCase(ValueError):
    """A case that cannot be judged. `item` names it (« cas V1 »), `field` what is wrong in it."""

    def __init__(self, item: str, field: str, message: str) -> None:
        super().__init__(f"{item}, {field} : {message}")
        self.item = item
        self.field = field
        self.message = message
