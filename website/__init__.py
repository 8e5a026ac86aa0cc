"""What readers see: the published record and the pages made from it."""
