"""The outside world of people: the files a town hall keeps."""
