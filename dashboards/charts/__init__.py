"""Geometry of the charts of figures: places and lengths, no colour and no HTML. Pure."""
