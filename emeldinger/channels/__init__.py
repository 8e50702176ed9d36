"""The ways in and out behind one seam: a folder, and NHN's Meldingstjener (MSH API v2).

base.py says what a channel is; configured() gives those that the settings name.
"""
