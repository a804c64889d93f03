"""Hedun (合盾): market bureaux, platforms and the public supervise online trade together."""
