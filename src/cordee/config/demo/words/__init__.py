"""The words of the demonstration town: names, streets, what people ask for."""
