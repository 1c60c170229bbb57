"""What pages and publishers ask of robots, and of AI."""
