"""The keys: one table of what each does, how they are spelled, and how somebody gives one another place."""
