"""Rules of the lists a town receives: what a cell, a line, a column and a table are."""
