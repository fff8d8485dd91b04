"""What help exists beside the town's volunteers: for whom, how to ask, until when, checked by whom and when."""
