"""Bad lines: real clients behind a link that loses, delays, narrows and breaks, exactly repeatable."""
