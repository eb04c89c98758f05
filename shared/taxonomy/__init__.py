"""ESCO: read its files, compile them into one artefact, load that artefact."""

ATTRIBUTION = "This service uses the ESCO classification of the European Commission."
