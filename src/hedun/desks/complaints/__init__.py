"""Complaints and reports (投诉举报) by Order 121, from the phone of a citizen to their end."""
