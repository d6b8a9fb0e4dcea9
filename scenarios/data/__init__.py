"""What turns into data: generators and their features, and the files of real measurements (SOURCES.md)."""
