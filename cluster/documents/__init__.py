"""Paper: plain frozen data in, PDF bytes out."""
