"""Reports that somebody is in danger or ill-treated (« signalements »): whom to call, whom to write to, by when; locked."""
