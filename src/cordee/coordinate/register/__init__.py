"""The legal register of people to look after in a crisis and, apart from it, the alert register of the safeguard plan."""
