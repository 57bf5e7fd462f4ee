"""Cụm Thi Đua: the program that runs the year of an emulation cluster."""
