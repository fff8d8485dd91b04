"""The files the ground is read from: the reference of communes, the national address base, outlines of districts."""
