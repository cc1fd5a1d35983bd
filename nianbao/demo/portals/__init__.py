"""The sample portals, one small module for each family of content management systems."""
