"""Passages of counters along the trail: from raw readings and files to figures that can be defended."""
