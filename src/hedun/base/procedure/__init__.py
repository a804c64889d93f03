"""Procedures (程序): declared once, and from that acted on, timed, drawn, explained and tested."""
