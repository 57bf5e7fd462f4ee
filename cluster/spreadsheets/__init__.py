"""Excel and OpenDocument: plain frozen data in, bytes out; bytes in, plain rows out."""
