"""Routing libraries on our team days, each told as much of the problem as its model can hold."""
