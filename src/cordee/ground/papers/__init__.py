"""The papers of the town: their texts, their numbers, who may check them, and the machine that prints them."""
