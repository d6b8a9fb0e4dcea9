"""Where data comes from: files and what turns into inputs."""
