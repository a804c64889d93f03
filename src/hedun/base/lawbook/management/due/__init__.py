"""`hedun due`: when a period ends, why, and by which article; needs neither server nor database."""
