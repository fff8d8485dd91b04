"""What the town is going through: kind, phase, dates and the sentence shown to all."""
