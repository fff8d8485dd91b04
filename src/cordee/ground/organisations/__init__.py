"""The associations and other bodies that help beside the town, each under a convention with its days and its insurance."""
