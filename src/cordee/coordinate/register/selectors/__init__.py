"""Reading the register; nothing but narrow dataclasses leaves this room."""
