"""Where the laptops of a history keep their tokens."""


class Keys:
    """Where laptops keep their tokens: by the path of the store, as the real one does."""

    def __init__(self) -> None:
        """Keep none."""
        self.tokens: dict[str, str] = {}

    def keep(self, store: object, _: str, token: str) -> str:
        """Keep a token."""
        self.tokens[str(store)] = token
        return "ici"

    def read(self, store: object, _: str) -> str | None:
        """Give a token."""
        return self.tokens.get(str(store))
