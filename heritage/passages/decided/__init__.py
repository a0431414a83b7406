"""What people enter about counts, signed and never deleted: manual counts, factors, decisions and events."""
