"""What a nurse fills in about e-meldinger."""
