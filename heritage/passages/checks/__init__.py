"""What counted hours say against themselves, in pure reckoning: flags, spikes, runs of zeros, findings to look at."""
