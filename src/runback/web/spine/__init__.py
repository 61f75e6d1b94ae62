"""The spine: what running, leaning and weak deep muscles do to the lower back, to be moved by sliders."""
