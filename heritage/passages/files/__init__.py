"""Files of counts, of whatever make: read, looked through and told as they would be counted."""
