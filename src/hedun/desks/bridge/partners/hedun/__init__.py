"""Our own wire between two nodes: a letter and every step of it, in messages of the exchange.

`content` turns letters and answers into data and back; `effects` is what a message does here.
"""
