"""The pages of the monitor: the client's own (`client`), the worker's (`worker`), and what both share (`questions`)."""
