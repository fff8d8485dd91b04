"""The files the ground is read from: the communes, the national address base, outlines of districts."""
