"""What leaves the home: plan files and the calendar feed."""
