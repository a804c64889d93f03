"""The pages: forms to look at, documents of a matter, one document before and after it is issued."""
