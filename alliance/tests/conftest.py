from hypothesis import settings

# A slow machine is not a counter-example.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")
