"""What pages are made of: the table, the fields, the top lines, the footer."""
