"""抽检: goods are ordered, bought, tested; what fails is taken down wherever it is sold."""
