"""An AWS on this machine: ministack plus a faithful Amazon Personalize."""
