"""What turns into data: generators and their features, CSV files, and files of real measurements (SOURCES.md)."""
