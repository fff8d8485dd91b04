"""Reading the words people write in a cell or a form: yes and no, days, languages, activities, health."""
