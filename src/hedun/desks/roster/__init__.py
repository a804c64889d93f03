"""报送: filings of platforms, the registry's lists, their comparison, and push-back."""
