"""Call campaigns: people to reach one by one, callers who take them by batches, and a ladder for those who do not answer."""
