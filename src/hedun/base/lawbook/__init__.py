"""Law as dated rows, and the working-day clock that reads them."""
