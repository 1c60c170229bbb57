"""What is known of one site: its selectors and its furniture."""
