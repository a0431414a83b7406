"""What counters and imports tell of a counting point: segments, spans and hours, raw and unjudged."""
