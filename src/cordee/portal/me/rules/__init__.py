"""How things are said to the person they concern, and where a link may lead."""
