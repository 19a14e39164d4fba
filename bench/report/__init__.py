"""How figures are printed, drawn and written down."""
