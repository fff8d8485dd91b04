"""What the engine refuses, whichever of its rooms is asked."""


class BadInput(ValueError):
    """Input the engine refuses. `item` names the row (« need 12 ») or the table, `field` the column."""

    def __init__(self, item: str, field: str, message: str) -> None:
        super().__init__(f"{item}, {field}: {message}")
        self.item = item
        self.field = field
        self.message = message
