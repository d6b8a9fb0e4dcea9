"""Many seeds of one experiment: what became of each, and who trains them (this process, others beside it)."""
