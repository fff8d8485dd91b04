"""Cordée: the mutual-aid platform a French commune runs in a crisis."""
