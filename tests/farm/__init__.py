"""The portal farm: every family of portals and every trap that is known, with its oracle."""
